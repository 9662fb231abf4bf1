// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// The schemas of Traefik's own kinds, against which `kubectl apply` and the API server hold them.
enum CustomResources {
    /// What is wrong with an object of one of these kinds; `nil` where nothing is.
    static func fault(of object: Inventory.Object) -> String? {
        if let fault = schema.fault(in: object.metadata) { return fault }
        guard object.metadata.reference.kind == "IngressRoute" else { return nil }
        // Source: traefik 3.7.9, the CRD ingressroutes.traefik.io: required fields and enumerations.
        guard let routes = object.spec?.field("routes") else { return "spec.routes: Required value" }
        for (index, route) in routes.elements.enumerated() {
            let place = "spec.routes[\(index)]"
            if route.field("match") == nil { return "\(place).match: Required value" }
            if let kind = route.optionalString("kind"), kind != "Rule" { return "\(place).kind: Unsupported value: \"\(kind)\"" }
            for (number, service) in route.items("services").enumerated() {
                if service.field("name") == nil { return "\(place).services[\(number)].name: Required value" }
                if let kind = service.optionalString("kind"), !["Service", "TraefikService"].contains(kind) {
                    return "\(place).services[\(number)].kind: Unsupported value: \"\(kind)\""
                }
            }
        }
        return nil
    }

    private static let schema = ObjectSchema(
        fields: [routeFields, middlewareFields, tlsFields],
        roots: ["traefik.io/v1alpha1": ["IngressRoute", "TraefikService", "Middleware", "TLSOption", "TLSStore", "ServersTransport"]])

    // Source: traefik 3.7.9, pkg/provider/kubernetes/crd/traefikio/v1alpha1, the json tags of the types' declarations.
    private static let routeFields = """
        IngressRoute
          kind:s apiVersion:s metadata:ObjectMeta spec:IngressRouteSpec
        TraefikService
          kind:s apiVersion:s metadata:ObjectMeta spec:TraefikServiceSpec
        IngressRouteSpec
          ingressClassName:s entryPoints:[]s routes:[]Route tls:RouteTLS parentRefs:[]ObjectRef
        Route
          match:s kind:s priority:l syntax:s services:[]RouteService middlewares:[]ObjectRef observability:RouterObservability
        RouterObservability
          accessLogs:b metrics:b tracing:b traceVerbosity:s
        ObjectRef
          name:s namespace:s
        RouteTLS
          secretName:s options:ObjectRef store:ObjectRef certResolver:s domains:[]Domain
        Domain
          main:s sans:[]s
        RouteService
          name:s kind:s namespace:s middlewares:[]ObjectRef sticky:Sticky port:n scheme:s strategy:s passHostHeader:b
          responseForwarding:ResponseForwarding serversTransport:s weight:l nativeLB:b nodePortLB:b healthCheck:ServerHealthCheck
          passiveHealthCheck:PassiveServerHealthCheck
        Sticky
          cookie:Cookie
        Cookie
          name:s secure:b httpOnly:b sameSite:s maxAge:l path:s domain:s
        ResponseForwarding
          flushInterval:s
        ServerHealthCheck
          scheme:s mode:s path:s method:s status:l port:l interval:n unhealthyInterval:n timeout:n hostname:s followRedirects:b headers:{}s
        PassiveServerHealthCheck
          failureWindow:n maxFailedAttempts:l
        TraefikServiceSpec
          weighted:WeightedRoundRobin mirroring:Mirroring highestRandomWeight:HighestRandomWeight failover:Failover
        WeightedRoundRobin
          services:[]RouteService sticky:Sticky
        HighestRandomWeight
          services:[]RouteService
        Mirroring
          name:s kind:s namespace:s middlewares:[]ObjectRef sticky:Sticky port:n scheme:s strategy:s passHostHeader:b
          responseForwarding:ResponseForwarding serversTransport:s weight:l nativeLB:b nodePortLB:b healthCheck:ServerHealthCheck
          passiveHealthCheck:PassiveServerHealthCheck mirrorBody:b maxBodySize:l mirrors:[]MirrorService
        MirrorService
          name:s kind:s namespace:s middlewares:[]ObjectRef sticky:Sticky port:n scheme:s strategy:s passHostHeader:b
          responseForwarding:ResponseForwarding serversTransport:s weight:l nativeLB:b nodePortLB:b healthCheck:ServerHealthCheck
          passiveHealthCheck:PassiveServerHealthCheck percent:l
        Failover
          service:RouteService fallback:RouteService errors:FailoverError
        FailoverError
          status:[]s maxRequestBodyBytes:l
        """

    // Source: traefik 3.7.9, pkg/config/dynamic/middlewares.go and v1alpha1/middleware.go; what is tagged "-" is no field of the CRD.
    private static let middlewareFields = """
        Middleware
          kind:s apiVersion:s metadata:ObjectMeta spec:MiddlewareSpec
        MiddlewareSpec
          addPrefix:AddPrefix stripPrefix:StripPrefix stripPrefixRegex:StripPrefixRegex replacePath:ReplacePath
          replacePathRegex:ReplacePathRegex chain:Chain ipWhiteList:IPAllowList ipAllowList:IPAllowList headers:Headers
          encodedCharacters:EncodedCharacters errors:ErrorPage rateLimit:RateLimit redirectRegex:RedirectRegex
          redirectScheme:RedirectScheme basicAuth:Auth digestAuth:Auth forwardAuth:ForwardAuth inFlightReq:InFlightReq
          buffering:Buffering circuitBreaker:CircuitBreaker compress:Compress passTLSClientCert:PassTLSClientCert retry:Retry
          contentType:ContentType grpcWeb:GrpcWeb plugin:{}x
        AddPrefix
          prefix:s
        StripPrefix
          prefixes:[]s forceSlash:b
        StripPrefixRegex
          regex:[]s
        ReplacePath
          path:s
        ReplacePathRegex
          regex:s replacement:s
        Chain
          middlewares:[]ObjectRef
        IPAllowList
          sourceRange:[]s ipStrategy:IPStrategy rejectStatusCode:l
        IPStrategy
          depth:l excludedIPs:[]s ipv6Subnet:l
        Headers
          customRequestHeaders:{}s customResponseHeaders:{}s accessControlAllowCredentials:b accessControlAllowHeaders:[]s
          accessControlAllowMethods:[]s accessControlAllowOriginList:[]s accessControlAllowOriginListRegex:[]s
          accessControlExposeHeaders:[]s accessControlMaxAge:l addVaryHeader:b allowedHosts:[]s hostsProxyHeaders:[]s sslProxyHeaders:{}s
          stsSeconds:l stsIncludeSubdomains:b stsPreload:b forceSTSHeader:b frameDeny:b customFrameOptionsValue:s contentTypeNosniff:b
          browserXssFilter:b customBrowserXSSValue:s contentSecurityPolicy:s contentSecurityPolicyReportOnly:s publicKey:s referrerPolicy:s
          permissionsPolicy:s isDevelopment:b featurePolicy:s sslRedirect:b sslTemporaryRedirect:b sslHost:s sslForceHost:b
        EncodedCharacters
          allowEncodedSlash:b allowEncodedBackSlash:b allowEncodedNullCharacter:b allowEncodedSemicolon:b allowEncodedPercent:b
          allowEncodedQuestionMark:b allowEncodedHash:b
        ErrorPage
          status:[]s statusRewrites:{}l service:RouteService query:s errorRequestHeaders:[]s
        RateLimit
          average:l period:n burst:l sourceCriterion:SourceCriterion redis:Redis
        SourceCriterion
          ipStrategy:IPStrategy requestHeaderName:s requestHost:b
        Redis
          endpoints:[]s tls:ClientTLS secret:s db:l poolSize:l minIdleConns:l maxActiveConns:l readTimeout:n writeTimeout:n dialTimeout:n
        ClientTLS
          caSecret:s certSecret:s insecureSkipVerify:b caOptional:b
        RedirectRegex
          regex:s replacement:s permanent:b
        RedirectScheme
          scheme:s port:s permanent:b
        Auth
          secret:s realm:s removeHeader:b headerField:s
        ForwardAuth
          address:s trustForwardHeader:b authResponseHeaders:[]s authResponseHeadersRegex:s authRequestHeaders:[]s tls:ClientTLS
          maxResponseBodySize:l addAuthCookiesToResponse:[]s headerField:s forwardBody:b maxBodySize:l preserveLocationHeader:b
          preserveRequestMethod:b authSigninURL:s
        InFlightReq
          amount:l sourceCriterion:SourceCriterion
        Buffering
          maxRequestBodyBytes:l memRequestBodyBytes:l maxResponseBodyBytes:l memResponseBodyBytes:l retryExpression:s
        CircuitBreaker
          expression:s checkPeriod:n fallbackDuration:n recoveryDuration:n responseCode:l
        Compress
          excludedContentTypes:[]s includedContentTypes:[]s minResponseBodyBytes:l encodings:[]s defaultEncoding:s
        PassTLSClientCert
          pem:b info:x
        Retry
          attempts:l timeout:n initialInterval:n maxRequestBodyBytes:l status:[]s disableRetryOnNetworkError:b retryNonIdempotentMethod:b
        ContentType
          autoDetect:b
        GrpcWeb
          allowOrigins:[]s
        """

    private static let tlsFields = """
        TLSOption
          kind:s apiVersion:s metadata:ObjectMeta spec:TLSOptionSpec
        TLSOptionSpec
          minVersion:s maxVersion:s cipherSuites:[]s curvePreferences:[]s clientAuth:ClientAuth sniStrict:b alpnProtocols:[]s
          disableSessionTickets:b preferServerCipherSuites:b
        ClientAuth
          secretNames:[]s clientAuthType:s
        TLSStore
          kind:s apiVersion:s metadata:ObjectMeta spec:TLSStoreSpec
        TLSStoreSpec
          defaultCertificate:Certificate defaultGeneratedCert:GeneratedCert certificates:[]Certificate
        Certificate
          secretName:s
        GeneratedCert
          resolver:s domain:Domain
        ServersTransport
          kind:s apiVersion:s metadata:ObjectMeta spec:ServersTransportSpec
        ServersTransportSpec
          serverName:s insecureSkipVerify:b rootCAs:[]RootCA rootCAsSecrets:[]s certificatesSecrets:[]s cipherSuites:[]s minVersion:s
          maxVersion:s maxIdleConnsPerHost:l forwardingTimeouts:ForwardingTimeouts disableHTTP2:b peerCertURI:s peerCertSANs:[]SAN
          spiffe:Spiffe
        RootCA
          secret:s configMap:s
        ForwardingTimeouts
          dialTimeout:n responseHeaderTimeout:n idleConnTimeout:n readIdleTimeout:n pingTimeout:n
        SAN
          type:s value:s
        Spiffe
          ids:[]s trustDomain:s
        """
}
