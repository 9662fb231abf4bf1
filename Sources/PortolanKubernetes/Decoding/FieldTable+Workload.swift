// SPDX-License-Identifier: Apache-2.0

extension FieldTable {
    /// The JSON fields of the kinds that make pods.
    // Source: k8s.io/api v0.34.1, the json tags of the types' declarations.
    static let workloadFields = """
        ReplicationController
          kind:s apiVersion:s metadata:ObjectMeta spec:ReplicationControllerSpec status:ReplicationControllerStatus
        Deployment
          kind:s apiVersion:s metadata:ObjectMeta spec:DeploymentSpec status:DeploymentStatus
        StatefulSet
          kind:s apiVersion:s metadata:ObjectMeta spec:StatefulSetSpec status:StatefulSetStatus
        DaemonSet
          kind:s apiVersion:s metadata:ObjectMeta spec:DaemonSetSpec status:DaemonSetStatus
        ReplicaSet
          kind:s apiVersion:s metadata:ObjectMeta spec:ReplicaSetSpec status:ReplicaSetStatus
        Job
          kind:s apiVersion:s metadata:ObjectMeta spec:JobSpec status:JobStatus
        CronJob
          kind:s apiVersion:s metadata:ObjectMeta spec:CronJobSpec status:CronJobStatus
        ReplicationControllerSpec
          replicas:i minReadySeconds:i selector:{}s template:PodTemplateSpec
        ReplicationControllerStatus
          replicas:i fullyLabeledReplicas:i readyReplicas:i availableReplicas:i observedGeneration:l
          conditions:[]ReplicationControllerCondition
        DeploymentSpec
          replicas:i selector:LabelSelector template:PodTemplateSpec strategy:DeploymentStrategy minReadySeconds:i revisionHistoryLimit:i
          paused:b progressDeadlineSeconds:i
        DeploymentStatus
          observedGeneration:l replicas:i updatedReplicas:i readyReplicas:i availableReplicas:i unavailableReplicas:i
          terminatingReplicas:i conditions:[]DeploymentCondition collisionCount:i
        StatefulSetSpec
          replicas:i selector:LabelSelector template:PodTemplateSpec volumeClaimTemplates:[]PersistentVolumeClaim serviceName:s
          podManagementPolicy:s updateStrategy:StatefulSetUpdateStrategy revisionHistoryLimit:i minReadySeconds:i
          persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy ordinals:StatefulSetOrdinals
        StatefulSetStatus
          observedGeneration:l replicas:i readyReplicas:i currentReplicas:i updatedReplicas:i currentRevision:s updateRevision:s
          collisionCount:i conditions:[]StatefulSetCondition availableReplicas:i
        DaemonSetSpec
          selector:LabelSelector template:PodTemplateSpec updateStrategy:DaemonSetUpdateStrategy minReadySeconds:i revisionHistoryLimit:i
        DaemonSetStatus
          currentNumberScheduled:i numberMisscheduled:i desiredNumberScheduled:i numberReady:i observedGeneration:l
          updatedNumberScheduled:i numberAvailable:i numberUnavailable:i collisionCount:i conditions:[]DaemonSetCondition
        ReplicaSetSpec
          replicas:i minReadySeconds:i selector:LabelSelector template:PodTemplateSpec
        ReplicaSetStatus
          replicas:i fullyLabeledReplicas:i readyReplicas:i availableReplicas:i terminatingReplicas:i observedGeneration:l
          conditions:[]ReplicaSetCondition
        JobSpec
          parallelism:i completions:i activeDeadlineSeconds:l podFailurePolicy:PodFailurePolicy successPolicy:SuccessPolicy
          backoffLimit:i backoffLimitPerIndex:i maxFailedIndexes:i selector:LabelSelector manualSelector:b template:PodTemplateSpec
          ttlSecondsAfterFinished:i completionMode:s suspend:b podReplacementPolicy:s managedBy:s
        JobStatus
          conditions:[]JobCondition startTime:t completionTime:t active:i succeeded:i failed:i terminating:i completedIndexes:s
          failedIndexes:s uncountedTerminatedPods:UncountedTerminatedPods ready:i
        CronJobSpec
          schedule:s timeZone:s startingDeadlineSeconds:l concurrencyPolicy:s suspend:b jobTemplate:JobTemplateSpec
          successfulJobsHistoryLimit:i failedJobsHistoryLimit:i
        CronJobStatus
          active:[]ObjectReference lastScheduleTime:t lastSuccessfulTime:t
        ReplicationControllerCondition
          type:s status:s lastTransitionTime:t reason:s message:s
        DeploymentStrategy
          type:s rollingUpdate:RollingUpdateDeployment
        DeploymentCondition
          type:s status:s lastUpdateTime:t lastTransitionTime:t reason:s message:s
        StatefulSetUpdateStrategy
          type:s rollingUpdate:RollingUpdateStatefulSetStrategy
        StatefulSetPersistentVolumeClaimRetentionPolicy
          whenDeleted:s whenScaled:s
        StatefulSetOrdinals
          start:i
        StatefulSetCondition
          type:s status:s lastTransitionTime:t reason:s message:s
        DaemonSetUpdateStrategy
          type:s rollingUpdate:RollingUpdateDaemonSet
        DaemonSetCondition
          type:s status:s lastTransitionTime:t reason:s message:s
        ReplicaSetCondition
          type:s status:s lastTransitionTime:t reason:s message:s
        PodFailurePolicy
          rules:[]PodFailurePolicyRule
        SuccessPolicy
          rules:[]SuccessPolicyRule
        JobCondition
          type:s status:s lastProbeTime:t lastTransitionTime:t reason:s message:s
        UncountedTerminatedPods
          succeeded:[]s failed:[]s
        JobTemplateSpec
          metadata:ObjectMeta spec:JobSpec
        RollingUpdateDeployment
          maxUnavailable:n maxSurge:n
        RollingUpdateStatefulSetStrategy
          partition:i maxUnavailable:n
        RollingUpdateDaemonSet
          maxUnavailable:n maxSurge:n
        PodFailurePolicyRule
          action:s onExitCodes:PodFailurePolicyOnExitCodesRequirement onPodConditions:[]PodFailurePolicyOnPodConditionsPattern
        SuccessPolicyRule
          succeededIndexes:s succeededCount:i
        PodFailurePolicyOnExitCodesRequirement
          containerName:s operator:s values:[]i
        PodFailurePolicyOnPodConditionsPattern
          type:s status:s
        """
}
