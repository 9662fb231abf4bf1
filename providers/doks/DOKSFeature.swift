// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// What the controller does since some release; which one stands in the catalogue, `versions.features`.
enum DOKSFeature: String, ControllerFeature, CaseIterable {
    case asksKubeProxy = "asks-kube-proxy"
    case sourceRanges = "source-ranges"
    case sendsNetwork = "sends-network"
    case checksWithoutProxyProtocol = "checks-without-proxy-protocol"
    case networkLoadBalancerByDefault = "network-load-balancer-by-default"
    case sendsNetworkStack = "sends-network-stack"
    case classifiesNodes = "classifies-nodes"
    case regionalOverPrivateNodes = "regional-over-private-nodes"
}
