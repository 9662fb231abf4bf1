// SPDX-License-Identifier: Apache-2.0

/// The schemas of the Gateway API's kinds: those of the standard channel, without descriptions and status.
///
/// A schema a name, where it is used more than once or describes an object; a word in place of a schema is the name of one above it. The type
/// is left out where it follows from the rest. Rules are named; they stand in `GatewayRules`.
// Source: kubernetes-sigs/gateway-api v1.6.1 config/crd/standard/*.yaml, versions v1 and v1beta1, which are alike.
enum GatewaySchemas {
    static let text = #"""
        OptionsValue: {minLength: 0, maxLength: 4096}
        Options: {maxProperties: 16, additionalProperties: OptionsValue}
        Group: {maxLength: 253, pattern: '^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'}
        Kind: {minLength: 1, maxLength: 63, pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$'}
        Name: {minLength: 1, maxLength: 253}
        SectionName: {minLength: 1, maxLength: 253, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'}
        TargetRef: {required: [group, kind, name], properties: {group: Group, kind: Kind, name: Name, sectionName: SectionName}}
        CaCertificateRef: {required: [group, kind, name], properties: {group: Group, kind: Kind, name: Name}}
        Hostname: {minLength: 1, maxLength: 253, pattern: '^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'}
        SubjectAltName: {required: [type], rules: [sanHostname, sanNoHostname, sanURI, sanNoURI], properties: {hostname: Hostname,
          type: {enum: [Hostname, URI]}, uri: {minLength: 1, maxLength: 253,
          pattern: '^(([^:/?#]+):)(//([^/?#]*))([^?#]*)(\?([^#]*))?(#(.*))?'}}}
        Validation: {required: [hostname], rules: [caNotBoth, caEither], properties: {caCertificateRefs: {maxItems: 8,
          items: CaCertificateRef}, hostname: SectionName, subjectAltNames: {maxItems: 5, items: SubjectAltName},
          wellKnownCACertificates: {minLength: 1, maxLength: 253,
          pattern: '^(System|([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]))$'}}}
        Spec: {required: [targetRefs, validation], properties: {options: Options, targetRefs: {minItems: 1, maxItems: 16,
          rules: [targetSection, targetOnce], items: TargetRef}, validation: Validation}}
        BackendTLSPolicy: {required: [spec], properties: {spec: Spec}}
        Namespace: {minLength: 1, maxLength: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$'}
        ParametersRef: {required: [group, kind, name], properties: {group: Group, kind: Kind, name: Name, namespace: Namespace}}
        GatewayClassSpec: {required: [controllerName], properties: {controllerName: {minLength: 1, maxLength: 253,
          pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9\/\-._~%!$&''()*+,;=:]+$',
          rules: [immutable]}, description: {maxLength: 64}, parametersRef: ParametersRef}}
        GatewayClass: {required: [spec], properties: {spec: GatewayClassSpec}}
        Address: {rules: [hostnameForm], oneOf: [{type: ~, properties: {type: {type: ~, enum: [IPAddress]}, value: {anyOf: [{type: ~,
          format: ipv4}, {type: ~, format: ipv6}]}}}, {type: ~, properties: {type: {not: {type: ~, enum: [IPAddress]}}}}],
          properties: {type: {minLength: 1, maxLength: 253,
          pattern: '^Hostname|IPAddress|NamedAddress|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9\/\-._~%!$&''()*+,;=:]+$',
          default: IPAddress}, value: {maxLength: 253}}}
        MatchExpression: {required: [key, operator], properties: {key: {type: string}, operator: {type: string},
          values: {items: {type: string}}}}
        Selector: {properties: {matchExpressions: {items: MatchExpression}, matchLabels: {additionalProperties: {type: string}}}}
        Namespaces: {default: {from: None}, properties: {from: {enum: [All, Selector, Same, None], default: None}, selector: Selector}}
        AllowedListeners: {properties: {namespaces: Namespaces}}
        Infrastructure: {properties: {annotations: {maxProperties: 16, rules: [annotationForm, annotationPrefix],
          additionalProperties: OptionsValue}, labels: {maxProperties: 8, rules: [labelForm, labelPrefix],
          additionalProperties: {minLength: 0, maxLength: 63, pattern: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$'}},
          parametersRef: CaCertificateRef}}
        KindsGroup: {maxLength: 253, pattern: '^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
          default: gateway.networking.k8s.io}
        AllowedRoutesKind: {required: [kind], properties: {group: KindsGroup, kind: Kind}}
        AllowedRoutesNamespaces: {default: {from: Same}, properties: {from: {enum: [All, Selector, Same], default: Same},
          selector: Selector}}
        AllowedRoutes: {default: {namespaces: {from: Same}}, properties: {kinds: {maxItems: 8, items: AllowedRoutesKind},
          namespaces: AllowedRoutesNamespaces}}
        Port: {type: integer, minimum: 1, maximum: 65535}
        CertificateRefsGroup: {maxLength: 253, pattern: '^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$', default: ''}
        CertificateRef: {required: [name], properties: {group: CertificateRefsGroup, kind: {minLength: 1, maxLength: 63,
          pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$', default: Secret}, name: Name, namespace: Namespace}}
        Tls: {rules: [certificates], properties: {certificateRefs: {maxItems: 64, items: CertificateRef}, mode: {enum: [Terminate,
          Passthrough], default: Terminate}, options: Options}}
        Listener: {required: [name, port, protocol], properties: {allowedRoutes: AllowedRoutes, hostname: Hostname, name: SectionName,
          port: Port, protocol: {minLength: 1, maxLength: 255,
          pattern: '^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9]+$'},
          tls: Tls}}
        Listeners: {minItems: 1, maxItems: 64, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], rules: [plainTLS, httpsMode,
          tlsMode, plainHostname, listenerOnce, listenerApart], items: Listener}
        Backend: {properties: {clientCertificateRef: CertificateRef}}
        DefaultValidation: {required: [caCertificateRefs], properties: {caCertificateRefs: {minItems: 1, maxItems: 16,
          items: ParametersRef}, mode: {enum: [AllowValidOnly, AllowInsecureFallback], default: AllowValidOnly}}}
        Default: {properties: {validation: DefaultValidation}}
        PerPort: {required: [port, tls], properties: {port: Port, tls: Default}}
        Frontend: {required: [default], properties: {default: Default, perPort: {maxItems: 64, x-kubernetes-list-type: map,
          x-kubernetes-list-map-keys: [port], rules: [perPortOnce], items: PerPort}}}
        SpecTls: {properties: {backend: Backend, frontend: Frontend}}
        GatewaySpec: {required: [gatewayClassName, listeners], properties: {addresses: {maxItems: 16, rules: [addressOnce, hostnameOnce],
          items: Address}, allowedListeners: AllowedListeners, gatewayClassName: Name, infrastructure: Infrastructure, listeners: Listeners,
          tls: SpecTls}}
        Gateway: {required: [spec], properties: {spec: GatewaySpec}}
        Hostnames: {maxItems: 16, items: Hostname}
        ParentRefsKind: {minLength: 1, maxLength: 63, pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$', default: Gateway}
        ParentRef: {required: [name], properties: {group: KindsGroup, kind: ParentRefsKind, name: Name, namespace: Namespace, port: Port,
          sectionName: SectionName}}
        ParentRefs: {maxItems: 32, rules: [parentSection, parentOnce], items: ParentRef}
        AddName: {minLength: 1, maxLength: 256, pattern: '^[A-Za-z0-9!#$%&''*+\-.^_\x60|~]+$'}
        Value: {minLength: 1, maxLength: 4096}
        Add: {required: [name, value], properties: {name: AddName, value: Value}}
        RequestHeaderModifierAdd: {maxItems: 16, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: Add}
        RequestHeaderModifier: {properties: {add: RequestHeaderModifierAdd, remove: {maxItems: 16, x-kubernetes-list-type: set,
          items: {type: string}}, set: RequestHeaderModifierAdd}}
        BackendRefKind: {minLength: 1, maxLength: 63, pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$', default: Service}
        BackendRef: {required: [name], rules: [servicePort], properties: {group: CertificateRefsGroup, kind: BackendRefKind, name: Name,
          namespace: Namespace, port: Port}}
        Fraction: {required: [numerator], rules: [fraction], properties: {denominator: {type: integer, minimum: 1, default: 100},
          numerator: {type: integer, minimum: 0}}}
        RequestMirror: {required: [backendRef], rules: [mirrorShare], properties: {backendRef: BackendRef, fraction: Fraction,
          percent: {type: integer, minimum: 0, maximum: 100}}}
        Filter: {required: [type], rules: [nilRequestHeaderModifier, setRequestHeaderModifier, nilResponseHeaderModifier,
          setResponseHeaderModifier, nilRequestMirror, setRequestMirror, nilExtensionRef, setExtensionRef],
          properties: {extensionRef: CaCertificateRef, requestHeaderModifier: RequestHeaderModifier, requestMirror: RequestMirror,
          responseHeaderModifier: RequestHeaderModifier, type: {enum: [ResponseHeaderModifier, RequestHeaderModifier, RequestMirror,
          ExtensionRef]}}}
        Filters: {maxItems: 16, rules: [onceRequestHeaderModifier, onceResponseHeaderModifier], items: Filter}
        Weight: {type: integer, minimum: 0, maximum: 1000000, default: 1}
        RulesBackendRef: {required: [name], rules: [servicePort], properties: {filters: Filters, group: CertificateRefsGroup,
          kind: BackendRefKind, name: Name, namespace: Namespace, port: Port, weight: Weight}}
        Type: {enum: [Exact, RegularExpression], default: Exact}
        Header: {required: [name, value], properties: {name: AddName, type: Type, value: Value}}
        Headers: {maxItems: 16, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: Header}
        Method: {rules: [grpcEither, grpcService, grpcMethod], properties: {method: {maxLength: 1024}, service: {maxLength: 1024},
          type: Type}}
        Matche: {properties: {headers: Headers, method: Method}}
        Rule: {properties: {backendRefs: {maxItems: 16, items: RulesBackendRef}, filters: Filters, matches: {maxItems: 64, items: Matche},
          name: SectionName}}
        GRPCRouteSpec: {properties: {hostnames: Hostnames, parentRefs: ParentRefs, rules: {maxItems: 16, rules: [matchTotal], items: Rule}}}
        GRPCRoute: {required: [spec], properties: {spec: GRPCRouteSpec}}
        Cors: {properties: {allowCredentials: {type: boolean}, allowHeaders: {maxItems: 64, x-kubernetes-list-type: set,
          rules: [allowHeaders], items: AddName}, allowMethods: {maxItems: 9, x-kubernetes-list-type: set, rules: [allowMethods],
          items: {enum: [GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH, '*']}}, allowOrigins: {maxItems: 64,
          x-kubernetes-list-type: set, rules: [allowOrigins], items: {minLength: 1, maxLength: 253,
          pattern: '(^\*$)|(^(http(s)?):\/\/(((\*\.)?([a-zA-Z0-9\-]+\.)*[a-zA-Z0-9-]+|\*)(:([0-9]{1,5}))?)$)'}},
          exposeHeaders: {maxItems: 64, x-kubernetes-list-type: set, items: AddName}, maxAge: {type: integer, minimum: 1, default: 5}}}
        Path: {required: [type], rules: [fullPathSet, fullPathType, prefixSet, prefixType], properties: {replaceFullPath: {maxLength: 1024},
          replacePrefixMatch: {maxLength: 1024}, type: {enum: [ReplaceFullPath, ReplacePrefixMatch]}}}
        RequestRedirect: {properties: {hostname: SectionName, path: Path, port: Port, scheme: {enum: [http, https]},
          statusCode: {type: integer, enum: [301, 302, 303, 307, 308], default: 302}}}
        UrlRewrite: {properties: {hostname: SectionName, path: Path}}
        BackendRefsFilter: {required: [type], rules: [nilCORS, setCORS, nilRequestHeaderModifier, setRequestHeaderModifier,
          nilResponseHeaderModifier, setResponseHeaderModifier, nilRequestMirror, setRequestMirror, nilRequestRedirect, setRequestRedirect,
          nilURLRewrite, setURLRewrite, nilExtensionRef, setExtensionRef], properties: {cors: Cors, extensionRef: CaCertificateRef,
          requestHeaderModifier: RequestHeaderModifier, requestMirror: RequestMirror, requestRedirect: RequestRedirect,
          responseHeaderModifier: RequestHeaderModifier, type: {enum: [RequestHeaderModifier, ResponseHeaderModifier, RequestMirror,
          RequestRedirect, URLRewrite, ExtensionRef, CORS]}, urlRewrite: UrlRewrite}}
        BackendRefsFilters: {maxItems: 16, rules: [redirectOrRewrite, onceCORS, onceRequestHeaderModifier, onceResponseHeaderModifier,
          onceRequestRedirect, onceURLRewrite], items: BackendRefsFilter}
        HTTPRouteBackendRef: {required: [name], rules: [servicePort], properties: {filters: BackendRefsFilters, group: CertificateRefsGroup,
          kind: BackendRefKind, name: Name, namespace: Namespace, port: Port, weight: Weight}}
        MatchesPath: {default: {type: PathPrefix, value: '/'}, rules: [pathAbsolute, pathDoubleSlash, pathDot, pathDots, pathEscaped,
          pathEscapedToo, pathFragment, pathEndDots, pathEndDot, pathType, pathForm], properties: {type: {enum: [Exact, PathPrefix,
          RegularExpression], default: PathPrefix}, value: {maxLength: 1024, default: '/'}}}
        QueryParam: {required: [name, value], properties: {name: AddName, type: Type, value: {minLength: 1, maxLength: 1024}}}
        RulesMatche: {properties: {headers: Headers, method: {enum: [GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH]},
          path: MatchesPath, queryParams: {maxItems: 16, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name],
          items: QueryParam}}}
        BackendRequest: {pattern: '^([0-9]{1,5}(h|m|s|ms)){1,4}$'}
        Timeouts: {rules: [timeouts], properties: {backendRequest: BackendRequest, request: BackendRequest}}
        SpecRule: {rules: [redirectAlone, redirectPrefix, rewritePrefix, backendRedirectPrefix, backendRewritePrefix],
          properties: {backendRefs: {maxItems: 16, items: HTTPRouteBackendRef}, filters: BackendRefsFilters, matches: {maxItems: 64,
          default: [{path: {type: PathPrefix, value: '/'}}], items: RulesMatche}, name: SectionName, timeouts: Timeouts}}
        HTTPRouteSpec: {properties: {hostnames: Hostnames, parentRefs: ParentRefs, rules: {minItems: 1, maxItems: 16,
          default: [{matches: [{path: {type: PathPrefix, value: '/'}}]}], rules: [matchTotal], items: SpecRule}}}
        HTTPRoute: {required: [spec], properties: {spec: HTTPRouteSpec}}
        SpecParentRef: {required: [name], properties: {group: KindsGroup, kind: ParentRefsKind, name: Name, namespace: Namespace}}
        ListenerSetSpec: {required: [listeners, parentRef], properties: {listeners: Listeners, parentRef: SpecParentRef}}
        ListenerSet: {required: [spec], properties: {spec: ListenerSetSpec}}
        From: {required: [group, kind, namespace], properties: {group: Group, kind: Kind, namespace: Namespace}}
        To: {required: [group, kind], properties: {group: Group, kind: Kind, name: Name}}
        ReferenceGrantSpec: {required: [from, to], properties: {from: {minItems: 1, maxItems: 16, items: From}, to: {minItems: 1,
          maxItems: 16, items: To}}}
        ReferenceGrant: {required: [spec], properties: {spec: ReferenceGrantSpec}}
        TCPRouteBackendRef: {required: [name], rules: [servicePort], properties: {group: CertificateRefsGroup, kind: BackendRefKind,
          name: Name, namespace: Namespace, port: Port, weight: Weight}}
        TCPRouteRule: {required: [backendRefs], properties: {backendRefs: {minItems: 1, maxItems: 16, items: TCPRouteBackendRef},
          name: SectionName}}
        Rules: {minItems: 1, maxItems: 1, items: TCPRouteRule}
        TCPRouteSpec: {required: [rules], properties: {parentRefs: ParentRefs, rules: Rules}}
        TCPRoute: {required: [spec], properties: {spec: TCPRouteSpec}}
        TLSRouteSpec: {required: [hostnames, rules], properties: {hostnames: {minItems: 1, maxItems: 1024, rules: [noIP, hostForm,
          wildcardForm], items: Hostname}, parentRefs: ParentRefs, rules: Rules}}
        TLSRoute: {required: [spec], properties: {spec: TLSRouteSpec}}
        UDPRoute: {required: [spec], properties: {spec: TCPRouteSpec}}
        """#
}
