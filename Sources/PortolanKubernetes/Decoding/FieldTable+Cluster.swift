// SPDX-License-Identifier: Apache-2.0

extension FieldTable {
    /// The JSON fields of Namespace, Node, ConfigMap and Secret.
    // Source: k8s.io/api v0.34.1, the json tags of the types' declarations.
    static let clusterFields = """
        Namespace
          kind:s apiVersion:s metadata:ObjectMeta spec:NamespaceSpec status:NamespaceStatus
        Node
          kind:s apiVersion:s metadata:ObjectMeta spec:NodeSpec status:NodeStatus
        ConfigMap
          kind:s apiVersion:s metadata:ObjectMeta immutable:b data:{}s binaryData:{}y
        Secret
          kind:s apiVersion:s metadata:ObjectMeta immutable:b data:{}y stringData:{}s type:s
        NamespaceSpec
          finalizers:[]s
        NamespaceStatus
          phase:s conditions:[]NamespaceCondition
        NodeSpec
          podCIDR:s podCIDRs:[]s providerID:s unschedulable:b taints:[]Taint configSource:NodeConfigSource externalID:s
        NodeStatus
          capacity:{}q allocatable:{}q phase:s conditions:[]NodeCondition addresses:[]NodeAddress daemonEndpoints:NodeDaemonEndpoints
          nodeInfo:NodeSystemInfo images:[]ContainerImage volumesInUse:[]s volumesAttached:[]AttachedVolume config:NodeConfigStatus
          runtimeHandlers:[]NodeRuntimeHandler features:NodeFeatures
        NamespaceCondition
          type:s status:s lastTransitionTime:t reason:s message:s
        Taint
          key:s value:s effect:s timeAdded:t
        NodeConfigSource
          configMap:ConfigMapNodeConfigSource
        NodeCondition
          type:s status:s lastHeartbeatTime:t lastTransitionTime:t reason:s message:s
        NodeAddress
          type:s address:s
        NodeDaemonEndpoints
          kubeletEndpoint:DaemonEndpoint
        NodeSystemInfo
          machineID:s systemUUID:s bootID:s kernelVersion:s osImage:s containerRuntimeVersion:s kubeletVersion:s kubeProxyVersion:s
          operatingSystem:s architecture:s swap:NodeSwapStatus
        ContainerImage
          names:[]s sizeBytes:l
        NodeConfigStatus
          assigned:NodeConfigSource active:NodeConfigSource lastKnownGood:NodeConfigSource error:s
        NodeRuntimeHandler
          name:s features:NodeRuntimeHandlerFeatures
        NodeFeatures
          supplementalGroupsPolicy:b
        ConfigMapNodeConfigSource
          namespace:s name:s uid:s resourceVersion:s kubeletConfigKey:s
        DaemonEndpoint
          Port:i
        NodeSwapStatus
          capacity:l
        NodeRuntimeHandlerFeatures
          recursiveReadOnlyMounts:b userNamespaces:b
        """
}
