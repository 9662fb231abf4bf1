// SPDX-License-Identifier: Apache-2.0

extension FieldTable {
    /// The JSON fields of the containers of a pod.
    // Source: k8s.io/api v0.34.1, the json tags of the types' declarations.
    static let containerFields = """
        Container
          name:s image:s command:[]s args:[]s workingDir:s ports:[]ContainerPort envFrom:[]EnvFromSource env:[]EnvVar
          resources:ResourceRequirements resizePolicy:[]ContainerResizePolicy restartPolicy:s restartPolicyRules:[]ContainerRestartRule
          volumeMounts:[]VolumeMount volumeDevices:[]VolumeDevice livenessProbe:Probe readinessProbe:Probe startupProbe:Probe
          lifecycle:Lifecycle terminationMessagePath:s terminationMessagePolicy:s imagePullPolicy:s securityContext:SecurityContext
          stdin:b stdinOnce:b tty:b
        EphemeralContainer
          name:s image:s command:[]s args:[]s workingDir:s ports:[]ContainerPort envFrom:[]EnvFromSource env:[]EnvVar
          resources:ResourceRequirements resizePolicy:[]ContainerResizePolicy restartPolicy:s restartPolicyRules:[]ContainerRestartRule
          volumeMounts:[]VolumeMount volumeDevices:[]VolumeDevice livenessProbe:Probe readinessProbe:Probe startupProbe:Probe
          lifecycle:Lifecycle terminationMessagePath:s terminationMessagePolicy:s imagePullPolicy:s securityContext:SecurityContext
          stdin:b stdinOnce:b tty:b targetContainerName:s
        ResourceRequirements
          limits:{}q requests:{}q claims:[]ResourceClaim
        ContainerPort
          name:s hostPort:i containerPort:i protocol:s hostIP:s
        EnvFromSource
          prefix:s configMapRef:ConfigMapEnvSource secretRef:SecretEnvSource
        EnvVar
          name:s value:s valueFrom:EnvVarSource
        ContainerResizePolicy
          resourceName:s restartPolicy:s
        ContainerRestartRule
          action:s exitCodes:ContainerRestartRuleOnExitCodes
        VolumeMount
          name:s readOnly:b recursiveReadOnly:s mountPath:s subPath:s mountPropagation:s subPathExpr:s
        VolumeDevice
          name:s devicePath:s
        Probe
          exec:ExecAction httpGet:HTTPGetAction tcpSocket:TCPSocketAction grpc:GRPCAction initialDelaySeconds:i timeoutSeconds:i
          periodSeconds:i successThreshold:i failureThreshold:i terminationGracePeriodSeconds:l
        Lifecycle
          postStart:LifecycleHandler preStop:LifecycleHandler stopSignal:s
        SecurityContext
          capabilities:Capabilities privileged:b seLinuxOptions:SELinuxOptions windowsOptions:WindowsSecurityContextOptions runAsUser:l
          runAsGroup:l runAsNonRoot:b readOnlyRootFilesystem:b allowPrivilegeEscalation:b procMount:s seccompProfile:SeccompProfile
          appArmorProfile:AppArmorProfile
        SELinuxOptions
          user:s role:s type:s level:s
        WindowsSecurityContextOptions
          gmsaCredentialSpecName:s gmsaCredentialSpec:s runAsUserName:s hostProcess:b
        SeccompProfile
          type:s localhostProfile:s
        AppArmorProfile
          type:s localhostProfile:s
        ResourceClaim
          name:s request:s
        ConfigMapEnvSource
          name:s optional:b
        SecretEnvSource
          name:s optional:b
        EnvVarSource
          fieldRef:ObjectFieldSelector resourceFieldRef:ResourceFieldSelector configMapKeyRef:ConfigMapKeySelector
          secretKeyRef:SecretKeySelector fileKeyRef:FileKeySelector
        ContainerRestartRuleOnExitCodes
          operator:s values:[]i
        ExecAction
          command:[]s
        HTTPGetAction
          path:s port:n host:s scheme:s httpHeaders:[]HTTPHeader
        TCPSocketAction
          port:n host:s
        GRPCAction
          port:i service:s
        LifecycleHandler
          exec:ExecAction httpGet:HTTPGetAction tcpSocket:TCPSocketAction sleep:SleepAction
        Capabilities
          add:[]s drop:[]s
        ObjectFieldSelector
          apiVersion:s fieldPath:s
        ResourceFieldSelector
          containerName:s resource:s divisor:q
        ConfigMapKeySelector
          name:s key:s optional:b
        SecretKeySelector
          name:s key:s optional:b
        FileKeySelector
          volumeName:s path:s key:s optional:b
        HTTPHeader
          name:s value:s
        SleepAction
          seconds:l
        """
}
