// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// Finds Services that share an address since they name one public IP: on Azure that needs no further word.
struct SharedAddressReader {
    // Source: cloud-provider-azure 7b31c76, pkg/provider/azure_utils.go:379
    private static let key = "service.beta.kubernetes.io/azure-pip-name"

    private let counts: [String: Int]

    /// Counts the names of all Services.
    init(_ services: [Service]) {
        var counts: [String: Int] = [:]
        for service in services {
            if let name = service.annotations[Self.key], !name.isEmpty { counts[name, default: 0] += 1 }
        }
        self.counts = counts
    }

    /// That a Service shares its address, under the name of the public IP; none where it is the only one of that name.
    func requirements(of service: Service) -> [Requirement] {
        guard let name = service.annotations[Self.key], counts[name, default: 0] > 1, !Placeholder.isOne(name) else { return [] }
        let origin = Requirement.Origin(
            key: Self.key, location: service.metadata.location(ofAnnotation: Self.key), words: "aks", isDefault: false)
        return [Requirement(id: .addressShared, port: nil, value: name, origin: origin)]
    }
}
