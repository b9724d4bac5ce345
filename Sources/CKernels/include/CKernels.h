// Loops over bytes that need the processor's vectors, with the instruction set chosen at run time.
#ifndef CKERNELS_H
#define CKERNELS_H

#include "ByteFind.h"
#include "ClassMask.h"
#include "ShapeMatch.h"
#include "TextScan.h"

#endif
