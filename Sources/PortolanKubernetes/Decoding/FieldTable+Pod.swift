// SPDX-License-Identifier: Apache-2.0

extension FieldTable {
    /// The JSON fields of Pod, without its containers and volumes.
    // Source: k8s.io/api v0.34.1, the json tags of the types' declarations.
    static let podFields = """
        Pod
          kind:s apiVersion:s metadata:ObjectMeta spec:PodSpec status:PodStatus
        PodSpec
          volumes:[]Volume initContainers:[]Container containers:[]Container ephemeralContainers:[]EphemeralContainer restartPolicy:s
          terminationGracePeriodSeconds:l activeDeadlineSeconds:l dnsPolicy:s nodeSelector:{}s serviceAccountName:s serviceAccount:s
          automountServiceAccountToken:b nodeName:s hostNetwork:b hostPID:b hostIPC:b shareProcessNamespace:b
          securityContext:PodSecurityContext imagePullSecrets:[]LocalObjectReference hostname:s subdomain:s affinity:Affinity
          schedulerName:s tolerations:[]Toleration hostAliases:[]HostAlias priorityClassName:s priority:i dnsConfig:PodDNSConfig
          readinessGates:[]PodReadinessGate runtimeClassName:s enableServiceLinks:b preemptionPolicy:s overhead:{}q
          topologySpreadConstraints:[]TopologySpreadConstraint setHostnameAsFQDN:b os:PodOS hostUsers:b
          schedulingGates:[]PodSchedulingGate resourceClaims:[]PodResourceClaim resources:ResourceRequirements hostnameOverride:s
        PodStatus
          observedGeneration:l phase:s conditions:[]PodCondition message:s reason:s nominatedNodeName:s hostIP:s hostIPs:[]HostIP podIP:s
          podIPs:[]PodIP startTime:t initContainerStatuses:[]ContainerStatus containerStatuses:[]ContainerStatus qosClass:s
          ephemeralContainerStatuses:[]ContainerStatus resize:s resourceClaimStatuses:[]PodResourceClaimStatus
          extendedResourceClaimStatus:PodExtendedResourceClaimStatus
        PodSecurityContext
          seLinuxOptions:SELinuxOptions windowsOptions:WindowsSecurityContextOptions runAsUser:l runAsGroup:l runAsNonRoot:b
          supplementalGroups:[]l supplementalGroupsPolicy:s fsGroup:l sysctls:[]Sysctl fsGroupChangePolicy:s
          seccompProfile:SeccompProfile appArmorProfile:AppArmorProfile seLinuxChangePolicy:s
        Affinity
          nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity
        Toleration
          key:s operator:s value:s effect:s tolerationSeconds:l
        HostAlias
          ip:s hostnames:[]s
        PodDNSConfig
          nameservers:[]s searches:[]s options:[]PodDNSConfigOption
        PodReadinessGate
          conditionType:s
        TopologySpreadConstraint
          maxSkew:i topologyKey:s whenUnsatisfiable:s labelSelector:LabelSelector minDomains:i nodeAffinityPolicy:s nodeTaintsPolicy:s
          matchLabelKeys:[]s
        PodOS
          name:s
        PodSchedulingGate
          name:s
        PodResourceClaim
          name:s resourceClaimName:s resourceClaimTemplateName:s
        PodCondition
          type:s observedGeneration:l status:s lastProbeTime:t lastTransitionTime:t reason:s message:s
        HostIP
          ip:s
        PodIP
          ip:s
        ContainerStatus
          name:s state:ContainerState lastState:ContainerState ready:b restartCount:i image:s imageID:s containerID:s started:b
          allocatedResources:{}q resources:ResourceRequirements volumeMounts:[]VolumeMountStatus user:ContainerUser
          allocatedResourcesStatus:[]ResourceStatus stopSignal:s
        PodResourceClaimStatus
          name:s resourceClaimName:s
        PodExtendedResourceClaimStatus
          requestMappings:[]ContainerExtendedResourceRequest resourceClaimName:s
        PodTemplateSpec
          metadata:ObjectMeta spec:PodSpec
        Sysctl
          name:s value:s
        NodeAffinity
          requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
          preferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm
        PodAffinity
          requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm
          preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm
        PodAntiAffinity
          requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm
          preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm
        PodDNSConfigOption
          name:s value:s
        ContainerState
          waiting:ContainerStateWaiting running:ContainerStateRunning terminated:ContainerStateTerminated
        ContainerUser
          linux:LinuxContainerUser
        ResourceStatus
          name:s resources:[]ResourceHealth
        ContainerExtendedResourceRequest
          containerName:s resourceName:s requestName:s
        NodeSelector
          nodeSelectorTerms:[]NodeSelectorTerm
        PreferredSchedulingTerm
          weight:i preference:NodeSelectorTerm
        PodAffinityTerm
          labelSelector:LabelSelector namespaces:[]s topologyKey:s namespaceSelector:LabelSelector matchLabelKeys:[]s
          mismatchLabelKeys:[]s
        WeightedPodAffinityTerm
          weight:i podAffinityTerm:PodAffinityTerm
        ContainerStateWaiting
          reason:s message:s
        ContainerStateRunning
          startedAt:t
        ContainerStateTerminated
          exitCode:i signal:i reason:s message:s startedAt:t finishedAt:t containerID:s
        LinuxContainerUser
          uid:l gid:l supplementalGroups:[]l
        ResourceHealth
          resourceID:s health:s
        NodeSelectorTerm
          matchExpressions:[]NodeSelectorRequirement matchFields:[]NodeSelectorRequirement
        NodeSelectorRequirement
          key:s operator:s values:[]s
        """
}
