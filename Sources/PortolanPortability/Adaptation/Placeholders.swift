// SPDX-License-Identifier: Apache-2.0

public import PortolanKubernetes
import PortolanManifest
public import PortolanModel

extension Service {
    /// Where values stand that `portolan adapt` left to be filled in.
    public var placeholders: [SourceLocation] {
        var places = annotations.entries.filter { $0.value.contains(ServiceChange.placeholderPrefix) }
            .map { metadata.location(ofAnnotation: $0.key) }
        let isField = [loadBalancerIP, loadBalancerClass].contains { $0?.contains(ServiceChange.placeholderPrefix) == true }
        if isField { places.append(metadata.node.value("spec")?.location ?? metadata.location) }
        return places
    }
}
