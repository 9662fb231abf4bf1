// SPDX-License-Identifier: Apache-2.0

extension FieldTable {
    /// The JSON fields of volumes and their claims.
    // Source: k8s.io/api v0.34.1, the json tags of the types' declarations.
    static let volumeFields = """
        Volume
          name:s hostPath:HostPathVolumeSource emptyDir:EmptyDirVolumeSource gcePersistentDisk:GCEPersistentDiskVolumeSource
          awsElasticBlockStore:AWSElasticBlockStoreVolumeSource gitRepo:GitRepoVolumeSource secret:SecretVolumeSource nfs:NFSVolumeSource
          iscsi:ISCSIVolumeSource glusterfs:GlusterfsVolumeSource persistentVolumeClaim:PersistentVolumeClaimVolumeSource
          rbd:RBDVolumeSource flexVolume:FlexVolumeSource cinder:CinderVolumeSource cephfs:CephFSVolumeSource flocker:FlockerVolumeSource
          downwardAPI:DownwardAPIVolumeSource fc:FCVolumeSource azureFile:AzureFileVolumeSource configMap:ConfigMapVolumeSource
          vsphereVolume:VsphereVirtualDiskVolumeSource quobyte:QuobyteVolumeSource azureDisk:AzureDiskVolumeSource
          photonPersistentDisk:PhotonPersistentDiskVolumeSource projected:ProjectedVolumeSource portworxVolume:PortworxVolumeSource
          scaleIO:ScaleIOVolumeSource storageos:StorageOSVolumeSource csi:CSIVolumeSource ephemeral:EphemeralVolumeSource
          image:ImageVolumeSource
        AttachedVolume
          name:s devicePath:s
        PersistentVolumeClaim
          kind:s apiVersion:s metadata:ObjectMeta spec:PersistentVolumeClaimSpec status:PersistentVolumeClaimStatus
        HostPathVolumeSource
          path:s type:s
        EmptyDirVolumeSource
          medium:s sizeLimit:q
        GCEPersistentDiskVolumeSource
          pdName:s fsType:s partition:i readOnly:b
        AWSElasticBlockStoreVolumeSource
          volumeID:s fsType:s partition:i readOnly:b
        GitRepoVolumeSource
          repository:s revision:s directory:s
        SecretVolumeSource
          secretName:s items:[]KeyToPath defaultMode:i optional:b
        NFSVolumeSource
          server:s path:s readOnly:b
        ISCSIVolumeSource
          targetPortal:s iqn:s lun:i iscsiInterface:s fsType:s readOnly:b portals:[]s chapAuthDiscovery:b chapAuthSession:b
          secretRef:LocalObjectReference initiatorName:s
        GlusterfsVolumeSource
          endpoints:s path:s readOnly:b
        PersistentVolumeClaimVolumeSource
          claimName:s readOnly:b
        RBDVolumeSource
          monitors:[]s image:s fsType:s pool:s user:s keyring:s secretRef:LocalObjectReference readOnly:b
        FlexVolumeSource
          driver:s fsType:s secretRef:LocalObjectReference readOnly:b options:{}s
        CinderVolumeSource
          volumeID:s fsType:s readOnly:b secretRef:LocalObjectReference
        CephFSVolumeSource
          monitors:[]s path:s user:s secretFile:s secretRef:LocalObjectReference readOnly:b
        FlockerVolumeSource
          datasetName:s datasetUUID:s
        DownwardAPIVolumeSource
          items:[]DownwardAPIVolumeFile defaultMode:i
        FCVolumeSource
          targetWWNs:[]s lun:i fsType:s readOnly:b wwids:[]s
        AzureFileVolumeSource
          secretName:s shareName:s readOnly:b
        ConfigMapVolumeSource
          name:s items:[]KeyToPath defaultMode:i optional:b
        VsphereVirtualDiskVolumeSource
          volumePath:s fsType:s storagePolicyName:s storagePolicyID:s
        QuobyteVolumeSource
          registry:s volume:s readOnly:b user:s group:s tenant:s
        AzureDiskVolumeSource
          diskName:s diskURI:s cachingMode:s fsType:s readOnly:b kind:s
        PhotonPersistentDiskVolumeSource
          pdID:s fsType:s
        ProjectedVolumeSource
          sources:[]VolumeProjection defaultMode:i
        PortworxVolumeSource
          volumeID:s fsType:s readOnly:b
        ScaleIOVolumeSource
          gateway:s system:s secretRef:LocalObjectReference sslEnabled:b protectionDomain:s storagePool:s storageMode:s volumeName:s
          fsType:s readOnly:b
        StorageOSVolumeSource
          volumeName:s volumeNamespace:s fsType:s readOnly:b secretRef:LocalObjectReference
        CSIVolumeSource
          driver:s readOnly:b fsType:s volumeAttributes:{}s nodePublishSecretRef:LocalObjectReference
        EphemeralVolumeSource
          volumeClaimTemplate:PersistentVolumeClaimTemplate
        ImageVolumeSource
          reference:s pullPolicy:s
        VolumeMountStatus
          name:s mountPath:s readOnly:b recursiveReadOnly:s
        PersistentVolumeClaimSpec
          accessModes:[]s selector:LabelSelector resources:VolumeResourceRequirements volumeName:s storageClassName:s volumeMode:s
          dataSource:TypedLocalObjectReference dataSourceRef:TypedObjectReference volumeAttributesClassName:s
        PersistentVolumeClaimStatus
          phase:s accessModes:[]s capacity:{}q conditions:[]PersistentVolumeClaimCondition allocatedResources:{}q
          allocatedResourceStatuses:{}s currentVolumeAttributesClassName:s modifyVolumeStatus:ModifyVolumeStatus
        TypedLocalObjectReference
          apiGroup:s kind:s name:s
        KeyToPath
          key:s path:s mode:i
        DownwardAPIVolumeFile
          path:s fieldRef:ObjectFieldSelector resourceFieldRef:ResourceFieldSelector mode:i
        VolumeProjection
          secret:SecretProjection downwardAPI:DownwardAPIProjection configMap:ConfigMapProjection
          serviceAccountToken:ServiceAccountTokenProjection clusterTrustBundle:ClusterTrustBundleProjection
          podCertificate:PodCertificateProjection
        PersistentVolumeClaimTemplate
          metadata:ObjectMeta spec:PersistentVolumeClaimSpec
        VolumeResourceRequirements
          limits:{}q requests:{}q
        TypedObjectReference
          apiGroup:s kind:s name:s namespace:s
        PersistentVolumeClaimCondition
          type:s status:s lastProbeTime:t lastTransitionTime:t reason:s message:s
        ModifyVolumeStatus
          targetVolumeAttributesClassName:s status:s
        SecretProjection
          name:s items:[]KeyToPath optional:b
        DownwardAPIProjection
          items:[]DownwardAPIVolumeFile
        ConfigMapProjection
          name:s items:[]KeyToPath optional:b
        ServiceAccountTokenProjection
          audience:s expirationSeconds:l path:s
        ClusterTrustBundleProjection
          name:s signerName:s labelSelector:LabelSelector optional:b path:s
        PodCertificateProjection
          signerName:s keyType:s maxExpirationSeconds:i credentialBundlePath:s keyPath:s certificateChainPath:s
        """
}
