// SPDX-License-Identifier: Apache-2.0

extension FieldTable {
    /// The JSON fields of Service, Endpoints and EndpointSlice.
    // Source: k8s.io/api v0.34.1, the json tags of the types' declarations.
    static let serviceFields = """
        Service
          kind:s apiVersion:s metadata:ObjectMeta spec:ServiceSpec status:ServiceStatus
        Endpoints
          kind:s apiVersion:s metadata:ObjectMeta subsets:[]EndpointSubset
        EndpointSlice
          kind:s apiVersion:s metadata:ObjectMeta addressType:s endpoints:[]Endpoint ports:[]EndpointPort
        ServiceSpec
          ports:[]ServicePort selector:{}s clusterIP:s clusterIPs:[]s type:s externalIPs:[]s sessionAffinity:s loadBalancerIP:s
          loadBalancerSourceRanges:[]s externalName:s externalTrafficPolicy:s healthCheckNodePort:i publishNotReadyAddresses:b
          sessionAffinityConfig:SessionAffinityConfig ipFamilies:[]s ipFamilyPolicy:s allocateLoadBalancerNodePorts:b loadBalancerClass:s
          internalTrafficPolicy:s trafficDistribution:s
        ServiceStatus
          loadBalancer:LoadBalancerStatus conditions:[]Condition
        EndpointSubset
          addresses:[]EndpointAddress notReadyAddresses:[]EndpointAddress ports:[]EndpointPort/core
        Endpoint
          addresses:[]s conditions:EndpointConditions hostname:s targetRef:ObjectReference deprecatedTopology:{}s nodeName:s zone:s
          hints:EndpointHints
        EndpointPort
          name:s protocol:s port:i appProtocol:s
        ServicePort
          name:s protocol:s appProtocol:s port:i targetPort:n nodePort:i
        SessionAffinityConfig
          clientIP:ClientIPConfig
        LoadBalancerStatus
          ingress:[]LoadBalancerIngress
        EndpointAddress
          ip:s hostname:s nodeName:s targetRef:ObjectReference
        EndpointPort/core
          name:s port:i protocol:s appProtocol:s
        EndpointConditions
          ready:b serving:b terminating:b
        EndpointHints
          forZones:[]ForZone forNodes:[]ForNode
        ClientIPConfig
          timeoutSeconds:i
        LoadBalancerIngress
          ip:s hostname:s ipMode:s ports:[]PortStatus
        ForZone
          name:s
        ForNode
          name:s
        PortStatus
          port:i protocol:s error:s
        """
}
