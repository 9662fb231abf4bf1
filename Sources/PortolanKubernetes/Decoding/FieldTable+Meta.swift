// SPDX-License-Identifier: Apache-2.0

extension FieldTable {
    /// The JSON fields of metadata and what all kinds share.
    // Source: k8s.io/api v0.34.1, the json tags of the types' declarations.
    static let metaFields = """
        ObjectMeta
          name:s generateName:s namespace:s selfLink:s uid:s resourceVersion:s generation:l creationTimestamp:t deletionTimestamp:t
          deletionGracePeriodSeconds:l labels:{}s annotations:{}s ownerReferences:[]OwnerReference finalizers:[]s
          managedFields:[]ManagedFieldsEntry
        OwnerReference
          apiVersion:s kind:s name:s uid:s controller:b blockOwnerDeletion:b
        ManagedFieldsEntry
          manager:s operation:s apiVersion:s time:t fieldsType:s fieldsV1:x subresource:s
        Condition
          type:s status:s observedGeneration:l lastTransitionTime:t reason:s message:s
        LocalObjectReference
          name:s
        LabelSelector
          matchLabels:{}s matchExpressions:[]LabelSelectorRequirement
        ObjectReference
          kind:s namespace:s name:s uid:s apiVersion:s resourceVersion:s fieldPath:s
        LabelSelectorRequirement
          key:s operator:s values:[]s
        """
}
