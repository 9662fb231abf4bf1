// SPDX-License-Identifier: Apache-2.0

extension FieldTable {
    /// The JSON fields of Ingress, NetworkPolicy, autoscaling and disruption budgets.
    // Source: k8s.io/api v0.34.1, the json tags of the types' declarations.
    static let networkingFields = """
        Ingress
          kind:s apiVersion:s metadata:ObjectMeta spec:IngressSpec status:IngressStatus
        IngressClass
          kind:s apiVersion:s metadata:ObjectMeta spec:IngressClassSpec
        NetworkPolicy
          kind:s apiVersion:s metadata:ObjectMeta spec:NetworkPolicySpec
        HorizontalPodAutoscaler
          kind:s apiVersion:s metadata:ObjectMeta spec:HorizontalPodAutoscalerSpec status:HorizontalPodAutoscalerStatus
        HorizontalPodAutoscaler/v2
          kind:s apiVersion:s metadata:ObjectMeta spec:HorizontalPodAutoscalerSpec/v2 status:HorizontalPodAutoscalerStatus/v2
        PodDisruptionBudget
          kind:s apiVersion:s metadata:ObjectMeta spec:PodDisruptionBudgetSpec status:PodDisruptionBudgetStatus
        IngressSpec
          ingressClassName:s defaultBackend:IngressBackend tls:[]IngressTLS rules:[]IngressRule
        IngressStatus
          loadBalancer:IngressLoadBalancerStatus
        IngressClassSpec
          controller:s parameters:IngressClassParametersReference
        NetworkPolicySpec
          podSelector:LabelSelector ingress:[]NetworkPolicyIngressRule egress:[]NetworkPolicyEgressRule policyTypes:[]s
        HorizontalPodAutoscalerSpec
          scaleTargetRef:CrossVersionObjectReference minReplicas:i maxReplicas:i targetCPUUtilizationPercentage:i
        HorizontalPodAutoscalerStatus
          observedGeneration:l lastScaleTime:t currentReplicas:i desiredReplicas:i currentCPUUtilizationPercentage:i
        HorizontalPodAutoscalerSpec/v2
          scaleTargetRef:CrossVersionObjectReference/v2 minReplicas:i maxReplicas:i metrics:[]MetricSpec
          behavior:HorizontalPodAutoscalerBehavior
        HorizontalPodAutoscalerStatus/v2
          observedGeneration:l lastScaleTime:t currentReplicas:i desiredReplicas:i currentMetrics:[]MetricStatus
          conditions:[]HorizontalPodAutoscalerCondition
        PodDisruptionBudgetSpec
          minAvailable:n selector:LabelSelector maxUnavailable:n unhealthyPodEvictionPolicy:s
        PodDisruptionBudgetStatus
          observedGeneration:l disruptedPods:{}t disruptionsAllowed:i currentHealthy:i desiredHealthy:i expectedPods:i
          conditions:[]Condition
        IngressBackend
          service:IngressServiceBackend resource:TypedLocalObjectReference
        IngressTLS
          hosts:[]s secretName:s
        IngressRule
          host:s http:HTTPIngressRuleValue
        IngressLoadBalancerStatus
          ingress:[]IngressLoadBalancerIngress
        IngressClassParametersReference
          apiGroup:s kind:s name:s scope:s namespace:s
        NetworkPolicyIngressRule
          ports:[]NetworkPolicyPort from:[]NetworkPolicyPeer
        NetworkPolicyEgressRule
          ports:[]NetworkPolicyPort to:[]NetworkPolicyPeer
        CrossVersionObjectReference
          kind:s name:s apiVersion:s
        CrossVersionObjectReference/v2
          kind:s name:s apiVersion:s
        MetricSpec
          type:s object:ObjectMetricSource pods:PodsMetricSource resource:ResourceMetricSource
          containerResource:ContainerResourceMetricSource external:ExternalMetricSource
        HorizontalPodAutoscalerBehavior
          scaleUp:HPAScalingRules scaleDown:HPAScalingRules
        MetricStatus
          type:s object:ObjectMetricStatus pods:PodsMetricStatus resource:ResourceMetricStatus
          containerResource:ContainerResourceMetricStatus external:ExternalMetricStatus
        HorizontalPodAutoscalerCondition
          type:s status:s lastTransitionTime:t reason:s message:s
        IngressServiceBackend
          name:s port:ServiceBackendPort
        HTTPIngressRuleValue
          paths:[]HTTPIngressPath
        IngressLoadBalancerIngress
          ip:s hostname:s ports:[]IngressPortStatus
        NetworkPolicyPort
          protocol:s port:n endPort:i
        NetworkPolicyPeer
          podSelector:LabelSelector namespaceSelector:LabelSelector ipBlock:IPBlock
        ObjectMetricSource
          describedObject:CrossVersionObjectReference/v2 target:MetricTarget metric:MetricIdentifier
        PodsMetricSource
          metric:MetricIdentifier target:MetricTarget
        ResourceMetricSource
          name:s target:MetricTarget
        ContainerResourceMetricSource
          name:s target:MetricTarget container:s
        ExternalMetricSource
          metric:MetricIdentifier target:MetricTarget
        HPAScalingRules
          stabilizationWindowSeconds:i selectPolicy:s policies:[]HPAScalingPolicy tolerance:q
        ObjectMetricStatus
          metric:MetricIdentifier current:MetricValueStatus describedObject:CrossVersionObjectReference/v2
        PodsMetricStatus
          metric:MetricIdentifier current:MetricValueStatus
        ResourceMetricStatus
          name:s current:MetricValueStatus
        ContainerResourceMetricStatus
          name:s current:MetricValueStatus container:s
        ExternalMetricStatus
          metric:MetricIdentifier current:MetricValueStatus
        ServiceBackendPort
          name:s number:i
        HTTPIngressPath
          path:s pathType:s backend:IngressBackend
        IngressPortStatus
          port:i protocol:s error:s
        IPBlock
          cidr:s except:[]s
        MetricTarget
          type:s value:q averageValue:q averageUtilization:i
        MetricIdentifier
          name:s selector:LabelSelector
        HPAScalingPolicy
          type:s value:i periodSeconds:i
        MetricValueStatus
          value:q averageValue:q averageUtilization:i
        """
}
