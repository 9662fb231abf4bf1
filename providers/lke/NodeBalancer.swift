// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel
import PortolanProvider

/// The properties of the NodeBalancer itself.
enum NodeBalancer {
    /// A number that no annotation or a wrong one leaves at 0, which is "no throttle", and that is held within 0 to 20.
    ///
    /// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:1371 getConnectionThrottle.
    static func connectionThrottle(_ service: Service) -> String {
        let number = service.value(.throttle).flatMap { GoValue.int($0) } ?? 0
        return String(min(max(number, 0), 20))
    }

    /// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:673 GetLinodeNBType.
    static func type(_ service: Service, _ cluster: Cluster) -> String? {
        if let word = service.value(.nodebalancerType).flatMap({ type($0, cluster.release) }) { return word }
        return cluster.options["defaultNodebalancerType"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The type that a word stands for; `nil` where the default counts.
    static func type(_ word: String, _ release: ControllerRelease) -> String? {
        guard release.has(LKEFeature.typeInAnyCase) else { return word == "premium" ? word : nil }
        return types.contains(word.lowercased()) ? word.lowercased() : nil
    }

    private static let types = ["common", "premium", "premium_40gb"]

    /// Tags are words: the cluster's name, the flag's, then the annotation's, which are not trimmed.
    ///
    /// Source: linode-cloud-controller-manager b9aa901, cloud/linode/loadbalancers.go:656 GetLoadBalancerTags.
    static func tags(_ service: Service, _ cluster: Cluster) -> Settings {
        var words = [cluster.options["clusterName"] ?? ""].filter { !$0.isEmpty }
        if let flag = cluster.options["nodebalancerTags"], !flag.isEmpty { words += GoValue.split(flag) }
        if let list = service.value(.tags) { words += GoValue.split(list) }
        return Settings(words.map { ($0, "") })
    }

    /// The id of a NodeBalancer that the Service takes over instead of a new one: any number but 0.
    ///
    /// Another text lets the controller look for one that it never finds. Source: linode-cloud-controller-manager b9aa901,
    /// cloud/linode/loadbalancers.go:133 getNodeBalancerForService, :274.
    static func existing(_ service: Service) throws(GoError) -> Int? {
        guard let text = service.value(.nodebalancerID), !text.isEmpty else { return nil }
        guard let id = GoValue.int(text), id != 0 else {
            throw GoError("LoadBalancer not found for service (\(service.namespace)/\(service.name))")
        }
        return id
    }
}
