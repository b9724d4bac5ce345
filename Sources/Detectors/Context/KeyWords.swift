/// What words say about the values that stand with them, in eight languages.
///
/// Words are written in small letters of ASCII (accents taken off, `ß` as `ss`), and those of one
/// name without what is between them: `phonenumber` is `phone_number`, `phoneNumber` and `Phone
/// number`.
enum KeyWords {
  /// A word's part in a name.
  enum Part: Equatable {
    /// Values of these types.
    case sensitive(TypeSet)
    /// Something else.
    case other
    /// Makes something else of what stands before it: `count`, `country`, `policy`.
    case qualifier
    /// Nothing.
    case neutral
    /// A digest of what stands before it.
    case hash
  }

  /// Types and the words that announce them.
  static let sensitive: [(types: [SensitiveType], words: String)] = [
    (
      [.email],
      """
      email emails emailaddress emailaddr emailaddresses mail mailaddress mailto mailaddr emailid useremail
      recipient recipients mailfrom rcpt rcptto rcpts sender replyto cc bcc correo correoelectronico
      courriel adressemail mel mailadresse emailadresse emailadres epost postaelettronica indirizzoemail
      enderecoemail correioeletronico adresemail adrespocztowy poczta adresemailowy contactemail usermail
      """
    ),
    (
      [.phone],
      """
      phone phones phonenumber phoneno phonenr phonenum telephone telephonenumber tel telno telnr telnumber
      mobile mobileno mobilenumber mobilephone mobil mobilnummer cell cellphone cellnumber msisdn handy
      handynummer telefon telefonnummer telefonnr rufnummer fernsprecher mobiltelefon telefono telefonos
      numerotelefono numerodetelefono movil celular telefone celulare cellulare telemovel numerotelefone
      portable numerodeportable numeroportable numtel numtelephone numerodetelephone numerotelephone telefoon
      telefoonnummer telefoonnr gsm gsmnummer mobieltje mobielnummer komorka komorkowy numertelefonu
      telefonkomorkowy telefonu fax faxnumber faxno telefax whatsapp whatsappnumber sms smsto smsnumber
      callerid callernumber callingnumber callednumber calledparty callingparty ani contactnumber
      contactphone landline homephone workphone officephone
      e164 phonee164 customerphone subscribernumber
      """
    ),
    (
      [.dateOfBirth],
      """
      dob dateofbirth birthdate birthday birthdt bday birth born bornon dateborn userdob geburtsdatum geburtstag
      gebdatum geborenam geboren geb gebdat datenaissance datedenaissance naissance neele nele nee ne
      fechanacimiento fechadenacimiento nacimiento nacidoel nacidael nacido nacida fecnac fnac datanascita
      datadinascita nascita natoil natail nato nata nascidoem nascidaem datanascimento datadenascimento
      nascimento geboortedatum geboortedag geborenop gebdatum datumgeboorte dataurodzenia urodzenia
      urodzony urodzona urodzonydnia ur
      """
    ),
    (
      [.paymentCard],
      """
      card cardnumber cardno cardnum cardnr creditcard creditcardnumber creditcardno creditcardnum creditcardnr
      debitcard debitcardnumber ccnumber ccnum ccno ccnr pan primaryaccountnumber paymentcard
      paymentcardnumber bankcard kreditkarte kreditkartennummer kartennummer kartennr cartebancaire
      numerocarte numerodecarte numcarte carte cartedecredit tarjeta numerotarjeta tarjetadecredito
      numerodetarjeta cartadicredito numerocarta carta cartao cartaodecredito numerocartao creditcardnummer
      kaartnummer karta kartakredytowa numerkarty visa mastercard amex cardpan acctpan cardvalue fullpan
      """
    ),
    (
      [.iban],
      """
      iban ibans ibannumber ibannr ibancode bankaccount bankaccountnumber bankaccountno bankacct accountnumber
      accountno accountnr acct acctno acctnumber account accountiban bankverbindung kontonummer kontonr konto
      bankkonto comptebancaire numerocompte numerodecompte compte rib cuentabancaria cuenta numerocuenta
      numerodecuenta contocorrente conto numeroconto codiceiban contabancaria conta rekeningnummer rekening
      bankrekening bankrekeningnummer rachunek numerrachunku numerkonta nrb kontobankowe rachunekbankowy
      beneficiaryaccount beneficiaryiban creditoraccount debtoraccount payeeaccount payeriban payoutaccount
      """
    ),
    (
      [.usSSN],
      """
      ssn ssnnumber ssnno ssnumber ssno socialsecurity socialsecuritynumber socialsecurityno socialsecuritynum socsec
      socialsec ssid4 ussn usssn taxpayerssn
      """
    ),
    (
      [.ukNINO],
      """
      nino nationalinsurance nationalinsurancenumber nationalinsuranceno ninumber nino ninsurance natinsurance
      ukni uknino
      """
    ),
    ([.ukNHS], "nhs nhsnumber nhsno nhsnr nhsid"),
    (
      [.frNIR],
      """
      nir numerosecu numsecu secu numerodesecu securitesociale numerosecuritesociale numerodesecuritesociale
      numsecuritesociale nss numeross numinsee insee numeroinsee ninsee immatriculationsociale carteviale
      """
    ),
    (
      [.deSteuerID],
      """
      steuerid steueridnr steueridentifikationsnummer steueridentnr steuernummer steuernr idnr
      identifikationsnummer tin taxidde steuerlicheidentifikationsnummer persoenlicheidentifikationsnummer
      """
    ),
    (
      [.esDNI, .esNIE],
      "dni dninumber numerodni nif nifnie dninie documentonacionaldeidentidad documentoidentidad"
    ),
    ([.esNIE], "nie numeronie numerodeidentidaddeextranjero"),
    (
      [.nlBSN],
      """
      bsn bsnnummer bsnnr burgerservicenummer burgerservicenr sofi sofinummer sofinr citizenservicenumber
      """
    ),
    ([.plPESEL], "pesel peselu numerpesel nrpesel peselnumber"),
    (
      [.itCodiceFiscale],
      "codicefiscale cf codfiscale codfisc cfis taxcodeit italiantaxcode fiscalcode codicefisc"
    ),
    (
      [.sePersonnummer],
      "personnummer persnr personnr pnr samordningsnummer swedishid personalidentitynumber personid"
    ),
    ([.fiHETU], "hetu henkilotunnus henkilotunnusnumero sotu finnishid personalidentitycode"),
    (
      [.beNRN],
      """
      rijksregisternummer rijksregister rijksregisternr nrn insz niss registrenational numeroregistrenational
      numeronational numeroderegistrenational inszniss nationalregisternumber nationalregister
      nationaalnummer rrn
      """
    ),
    ([.inAadhaar], "aadhaar aadhar aadhaarnumber aadharnumber aadhaarno uidai aadhaarid adhaar"),
    (
      [.caSIN],
      "sin sinnumber sinno socialinsurance socialinsurancenumber socialinsuranceno numeroassurancesociale nas"
    ),
    ([.brCPF], "cpf cpfnumber numerocpf cpfcnpj cadastrodepessoasfisicas cpfnumero"),
    (
      [.chAHV],
      """
      ahv ahvnummer ahvnr avs avsnumber numeroavs noavs ahvn13 navs13 navs sozialversicherungsnummer svnr
      sozialversicherungsnr avsnr
      """
    ),
    (
      [
        .deSteuerID, .esDNI, .esNIE, .itCodiceFiscale, .nlBSN, .brCPF, .usSSN, .plPESEL, .ukNINO,
        .frNIR,
        .caSIN, .beNRN,
      ],
      """
      taxid taxidnumber taxidentificationnumber taxpayerid taxpayeridnumber taxnumber taxno taxpayernumber
      identificationfiscale numerofiscal numerofiscale identificadorfiscal idfiscal fiscalid fiscalnumber
      """
    ),
    (
      [
        .usSSN, .ukNINO, .frNIR, .deSteuerID, .esDNI, .esNIE, .nlBSN, .plPESEL, .itCodiceFiscale,
        .sePersonnummer, .fiHETU, .beNRN, .inAadhaar, .caSIN, .brCPF, .chAHV, .ukNHS,
      ],
      """
      nationalid nationalidnumber nationalidentifier nationalidentificationnumber nationalnumber
      personalid personalidnumber personalnumber personalcode idnumber idnummer identitynumber identitycard
      identitycardnumber idcard idcardnumber governmentid govid ausweisnummer personalausweis
      personalausweisnummer numeroidentite carteidentite documento documentonumber cedula identificacion
      identidad numeroidentidad identiteitsnummer identiteitskaart dowod dowodosobisty numerdowodu
      citizenid citizennumber insurancenumber insuranceid versichertennummer versicherungsnummer
      """
    ),
    (
      [.ipAddress],
      """
      ip ips ipaddr ipaddress ipaddresses ipv4 ipv6 ipv4address ipv6address clientip clientips clientaddr
      clientaddress remoteip remoteaddr remoteaddress remotehost sourceip sourceips srcip sourceaddress
      destip destinationip dstip peerip peeraddr userip hostip realip xrealip xforwardedfor forwardedfor
      trueclientip cfconnectingip xclientip xclusterclientip visitorip callerip originip loginip lastip
      registrationip signupip ipadresse adresseip direccionip indirizzoip ipadres enderecoip adresip
      downstreamremoteaddress
      """
    ),
    (
      [.macAddress],
      "mac macaddr macaddress macadresse adressemac hwaddr hardwareaddress ethernetaddress bssid wifimac"
    ),
    (
      [.password],
      """
      password passwords passwd passwds pwd pass passphrase passcode passwort passworter kennwort losung
      geheimwort motdepasse mdp contrasena contrasenas clave claveacceso parola parolachiave
      parolaordine senha senhas palavrapasse palavrachave wachtwoord paswoord haslo hasla haslouzytkownika pw
      userpassword userpasswd userpwd dbpassword dbpasswd dbpass dbpwd rootpassword adminpassword
      loginpassword newpassword oldpassword currentpassword confirmpassword passwordconfirmation
      mysqlpwd pgpassword sshpass redispassword ldappassword smtppassword basicauthpassword keystorepassword
      keypass storepass bindpw bindpassword unlockcode pincode pinnumber userpin cardpin
      """
    ),
    (
      [.apiSecret],
      """
      secret secrets clientsecret appsecret consumersecret secretkey secretvalue sharedsecret webhooksecret
      apikey apikeys xapikey apisecret apitoken accesskey accesskeysecret privatetoken token tokens
      accesstoken refreshtoken authtoken authenticationtoken xauthtoken oauthtoken oauth2token
      securitytoken xamzsecuritytoken sessionsecret servicetoken deploytoken personalaccesstoken pat
      credential credentials creds cred signingkey signaturekey encryptionkey masterkey hmackey hmacsecret
      jwtsecret cookiesecret subscriptionkey ocpapimsubscriptionkey functionskey accountkey storagekey
      storageaccountkey sharedaccesskey sharedkey connectionstring connstr webhook webhookurl slackwebhook
      authkey authsecret licensekey tokensecret usertoken bottoken githubtoken gitlabtoken slacktoken
      stripekey googleapikey xgoogapikey vaulttoken xvaulttoken csrftoken xsrftoken xcsrftoken otp otpcode totp
      verificationcode onetimecode recoverycode backupcode securitycode cvv cvc cvv2 cvc2 geheimnis
      geheimschluessel geheimschlussel apischluessel apischlussel zugangsschluessel zugangstoken cleapi
      clesecrete jetonacces jeton jetondacces claveapi clavesecreta llaveapi tokendeacceso chiaveapi
      chiavesegreta tokendiaccesso segreto chaveapi chavesecreta tokendeacesso segredo apisleutel geheim
      toegangstoken geheimesleutel kluczapi tajnyklucz tokendostepu sekret
      xgithubtoken npmtoken pypitoken sendgridkey twiliotoken datadogkey ddapikey nrlicensekey
      """
    ),
    (
      [.awsSecretKey],
      """
      awssecretaccesskey awssecretkey secretaccesskey awssecret xamzsecretkey s3secretkey s3secret
      awssecretaccess amzsecret xamzsecret awssecretkeyid
      """
    ),
    ([.awsAccessKey], "awsaccesskeyid awsaccesskey accesskeyid awskeyid"),
    (
      [.sessionToken],
      "sessionid sessid jsessionid phpsessid sessiontoken sessioncookie sid connectsid aspnetsessionid xsessionid laravelsession railssession symfony sessioncookie xsessiontoken"
    ),
    (
      [.bearerToken],
      "authorization proxyauthorization xauthorization auth authheader authorizationheader bearer bearertoken"
    ),
    (
      [.jwt],
      "jwt idtoken jwttoken xjwt userjwt assertion clientassertion xamznoidcdata xamznoidcaccesstoken samlresponse"
    ),
    (
      [.privateKey],
      "privatekey tlskey sslkey sshkey sshprivatekey rsakey rsaprivatekey pgpkey privatekeypem clientkey serverkey tlsprivatekey keypem privkey"
    ),
    (
      [.urlPassword],
      "dsn databaseurl dburl dburi connectionurl connectionuri mongourl mongouri mongodburi redisurl postgresurl amqpurl brokerurl sqlalchemydatabaseuri jdbcurl"
    ),
  ]

  /// Words that name something else.
  static let others = """
    order orders orderid orderno ordernumber ordernr invoice invoices invoiceid invoiceno invoicenumber
    ticket tickets ticketid trace traceid xtraceid ddtraceid span spanid parentspanid request requestid
    xrequestid reqid transaction transactionid txn txnid txid tx batch batchid batchno build buildid
    buildnumber buildno part partno partnumber sku skuid serial serialno serialnumber version versions
    revision rev commit commitid sha gitsha etag checksum crc digest cursor page offset sequence seq seqno
    epoch timestamp time date datetime expires expiry expiration duration port pid ppid tid tenant tenantid
    shipment shipmentid tracking trackingid trackingnumber claim claimid case caseid casenumber reference ref
    refno refid referenceno referencenumber orderref correlation correlationid xcorrelationid partition
    shard node nodeid pod podname instance instanceid release sdk agent useragent dependency package
    rechnung rechnungsnummer rechnungsnr vorgang vorgangsnummer bestellung bestellnummer bestellnr
    auftrag auftragsnummer charge chargennummer aktenzeichen sendung sendungsnummer beleg belegnummer
    artikel artikelnummer lieferung kundennummer facture numerofacture commande numerocommande dossier
    numerodossier colis lot reference numerolot pedido numeropedido factura numerofactura envio expediente
    referencia lote ordine numeroordine fattura numerofattura pratica spedizione riferimento lotto
    encomenda fatura nota processo factuur factuurnummer bestelling bestelnummer zaak zaaknummer zending
    referentie kenmerk partij zamowienie zamowienia numerzamowienia faktura faktury numerfaktury sprawa
    przesylka partia zgloszenie
    clientrequesttoken requesttoken idempotencytoken accessor ttl cipher ciphers kex
    primarykey foreignkey cachekey messagekey partitionkey sortkey rowkey publickey pubkey keyname keyid
    keyversion hashkey routingkey objectkey storekey keyspace keyword keywords idempotencykey
    nextpagetoken nexttoken pagetoken continuationtoken cursortoken synctoken resumetoken paginationtoken
    tokentype tokencount maxtokens prompttokens completiontokens totaltokens tokenurl tokenendpoint
    passwordpolicy passwordreset passwordchanged clientid appid applicationid userid accountid customerid
    groupid orgid projectid eventid messageid jobid taskid runid deviceid objectid resourceid recordid
    sessioncount emaildomain emailtemplate certificate cert fingerprint thumbprint bytes bytessent size
    length width height weight amount price total count quantity qty latency status statuscode code errorcode
    responsecode zip zipcode postcode postalcode plz isbn ean upc gtin imei vin lotno poll iteration retry
    attempt index idx row line lineno column bucket threadid thread processid cpu memory disk score rate
    shasum md5 sha1 sha256 sha512 hash uuid guid nonce signature contentmd5 contentlength
    img image thumbnail avatar icon logo driver drivers firmware kernel engine library runtime compiler os osversion
    oid browser appversion platform reason decision result outcome
    """

  /// Words that make something else of what stands before them.
  static let qualifiers = """
    count counts counter country domain domains type types kind policy policies strength length len format
    status state verified verifiedat isverified verification changed changedat updated updatedat created
    createdat deleted expires expiresat expiresin expiry expiration expired reset resetat resetrequired hint
    label name names id ids arn url uri endpoint version enabled disabled required optional provider
    prefix suffix batch voucher field fields column columns template subject body header headers footer
    param params parameter validation validated valid invalid error errors failed failure failures
    attempts attempt policyid path file filename location source manager rotation rotated rotatedat age
    lastused lastchanged at on time timestamp date datetime year month day method mode scheme algorithm alg
    index idx position rank score category class group role scope scopes issuer audience brand network issuer
    holder owner bin last4 lastfour first6 last limit limits usage used sent received opened bounce bounced
    notification notifications preference preferences consent optin optout subscribed unsubscribe list
    feature flag flags exists present missing set unset size max min total rate ratio sum code codes
    reason decision result outcome ttl uses renewable accessor tokenizer service server host port region zone area currency balance plan level tier reference ref
    """

  static let hashes =
    "hash hashed hashes sha256 sha1 sha512 md5 digest hmac fingerprint bcrypt argon2 crypt blake2 blake3 token256 pseudonym pseudonymised anonymised"

  static let neutrals = """
    value values val raw input output data old new no nr num number nummer numero numer text string
    stringvalue intvalue doublevalue boolvalue content contents field body payload note notes message msg
    detail details description comment comments info the a an my your our his her their user users customer
    client x current previous primary secondary main default other alt alternate full original org src
    header headers param params args arg form json item items entry entries attribute attributes property
    properties parameter parameters object record row element member result response request got received
    kunde kunden benutzer nutzer client usager utilisateur usuario cliente utente gebruiker klant uzytkownik
    klient app application custom extra meta metadata ctx context vars bind env
    """

  /// Words between a word that says something and a value, which say nothing.
  static let functions = """
    is are was be equals of for to with the and or by in on at from that this it its nr no number num
    der die das den dem des ist war fur und von vom zu mit lautet nummer
    le la les l d du de des est pour et avec numero un une
    el los las es por para y con un una del
    il lo gli i di e per con del della dello
    o os as e do da dos das com para
    het een en van voor met is nummer op
    jest i z o w na dla to numer
    value set given provided entered submitted
    """
}
