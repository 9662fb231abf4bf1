// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import PortolanProvider

extension LoadBalancerRequest {
    /// The load balancer's shape; a network load balancer has none to choose.
    ///
    /// Source: load_balancer_spec.go:1323
    func shape() throws(GoError) -> Settings {
        guard kind == .loadBalancer else { return [:] }
        let name = service[.shape] ?? "100Mbps"
        guard name.lowercased() == "flexible" else { return name.isEmpty ? [:] : ["shapeName": name] }
        guard let minimum = service[.shapeMinimum], !minimum.isEmpty, let maximum = service[.shapeMaximum], !maximum.isEmpty else {
            throw GoError(
                "error parsing service annotation: \(AnnotationKey.shape.rawValue)=flexible requires "
                    + "\(AnnotationKey.shapeMinimum.rawValue) and \(AnnotationKey.shapeMaximum.rawValue) to be set")
        }
        let low = try bandwidth(minimum, .shapeMinimum)
        let high = try bandwidth(maximum, .shapeMaximum)
        return [
            "shapeName": "flexible", "minimumBandwidthInMbps": String(low), "maximumBandwidthInMbps": String(max(low, high)),
        ]
    }

    /// A bandwidth within Oracle's bounds.
    ///
    /// Everything but letters and digits is dropped first, so that "1,000Mbps" is 1000 and "1.5" is 15. Source: load_balancer_util.go:867
    private func bandwidth(_ text: String, _ key: AnnotationKey) throws(GoError) -> Int {
        var digits = String(text.filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
        if digits.hasSuffix("Mbps") || digits.hasSuffix("mbps") { digits.removeLast(4) }
        guard let value = GoValue.int(digits) else { throw GoError("invalid format for \(key.rawValue) annotation : \(text)") }
        return min(max(value, 10), 8192)
    }
}
