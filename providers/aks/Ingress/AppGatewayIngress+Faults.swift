// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

extension AppGatewayIngress {
    /// Why the controller leaves the Ingress out, with a warning event and without an address; `nil` where it does not.
    ///
    /// Certificates, profiles and roots are taken to exist on the gateway, where their names can exist at all.
    /// Source: AGIC f42103da pkg/controller/prune.go:26.
    func fault(on frontends: Set<AppGatewayFrontend>) -> String? {
        let start = "ignoring Ingress \(sortKey) as it"
        guard frontends.contains(frontend) else {
            return frontend == .private
                ? "\(start) requires Application Gateway to have a private IP address. Either add a private IP to Application Gateway or"
                    + " remove 'appgw.ingress.kubernetes.io/use-private-ip' from the ingress."
                : "\(start) requires Application Gateway to have a public IP address. Either add a public IP to Application Gateway or annotate"
                    + " ingress with 'appgw.ingress.kubernetes.io/use-private-ip: true' to attach Ingress to private IP."
        }
        if annotations.isTrue(.sslRedirect), ingress.tls.isEmpty, annotations.filled(.sslCertificate) == nil {
            return "\(start) has an invalid spec. It is annotated with ssl-redirect: true but is missing a TLS secret or"
                + " '\(AppGatewayKey.sslCertificate.rawValue)' annotation. Please add a TLS secret/annotation or remove ssl-redirect annotation"
        }
        let named: [(AppGatewayKey, String, [String])] = [
            (.sslCertificate, "ssl certificate", annotations[.sslCertificate].map { [$0] } ?? []),
            (.sslProfile, "ssl profile", annotations[.sslProfile].map { [$0] } ?? []),
            (.trustedRoots, "root certificate", annotations[.trustedRoots].map { GoValue.split($0) } ?? []),
        ]
        for (_, kind, names) in named {
            guard let name = names.first(where: { $0.isEmpty || $0.hasPrefix(" ") }) else { continue }
            return "\(start) requires Application Gateway to have pre-installed \(kind) '\(name)'"
        }
        return nil
    }
}
