/// Texts that would do harm where they are not escaped.
enum Hostile {
  /// Each sets `document.title` to `pwned` if it is run.
  static let texts: [String] = [
    "<script>document.title='pwned'</script>",
    "</script><script>document.title='pwned'</script>",
    "</style><script>document.title='pwned'</script>",
    "</title></head><body onload=\"document.title='pwned'\">",
    "\"><img src=x onerror=\"document.title='pwned'\">",
    "'><svg onload='document.title=\"pwned\"'>",
    "\" autofocus onfocus=\"document.title='pwned'\" x=\"",
    "' onmouseover='document.title=\"pwned\"",
    "javascript:document.title='pwned'",
    "data:text/html,<script>parent.document.title='pwned'</script>",
    "<iframe srcdoc=\"<script>parent.document.title='pwned'</script>\"></iframe>",
    "<math><mtext></p><style><img src=x onerror=document.title='pwned'>",
    "<!--<script>document.title='pwned'</script>",
    "]]><script>document.title='pwned'</script>",
    "<a href=javascript:document.title='pwned' autofocus onfocus=document.title='pwned'>x</a>",
    "<template><script>document.title='pwned'</script></template>",
    "<base href='https://example.invalid/'><link rel=stylesheet href='https://example.invalid/x'>",
    "<meta http-equiv=refresh content=\"0;url=javascript:document.title='pwned'\">",
    "&lt;script&gt;document.title='pwned'&lt;/script&gt;",
    "\\u003cscript\\u003edocument.title='pwned'\\u003c/script\\u003e",
    "${document.title='pwned'} {{constructor.constructor('document.title=1')()}}",
    "`;document.title='pwned';`", "';document.title='pwned';//", "\\';document.title='pwned';//",
    "\u{2028}document.title='pwned'\u{2029}//",
    "\u{1B}]0;pwned\u{07}\u{1B}[2J\u{1B}[31mred\u{9B}31m",
    "a\u{202E}txt.exe\u{2066}b\u{200B}c\u{FEFF}",
    "\u{0}\u{1}\r\n\t\u{7F}\u{85}", "é́👩‍👩‍👧‍👦\u{10FFFF}", "",
    "<ScRiPt\u{0}>document.title='pwned'</sCrIpT\t>",
    "x' style='position:fixed;inset:0;background:red' '",
  ]
}
