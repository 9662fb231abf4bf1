// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import Testing

@Suite struct PodTests {
    @Test func `an init container that keeps running clashes with an ordinary one`() {
        let sidecar = "initContainers: [{name: proxy, image: p, restartPolicy: Always, ports: [{containerPort: 80}]}]"
        #expect(
            places("container-port-clash", workload(pod: sidecar, container: "ports: [{containerPort: 80}]")) == ["error Deployment/web 1"])
    }

    @Test func `an init container that ends does not`() {
        let initial = "initContainers: [{name: setup, image: p, ports: [{containerPort: 80}]}]"
        #expect(places("container-port-clash", workload(pod: initial, container: "ports: [{containerPort: 80}]")).isEmpty)
    }

    @Test func `one port of two protocols is two sockets`() {
        let sidecar = "initContainers: [{name: dns, image: p, restartPolicy: Always, ports: [{containerPort: 53, protocol: UDP}]}]"
        #expect(places("container-port-clash", workload(pod: sidecar, container: "ports: [{containerPort: 53}]")).isEmpty)
    }

    @Test func `host ports clash across namespaces, but not on different addresses of the node or different nodes`() {
        let port = "ports: [{containerPort: 80, hostPort: 80}]"
        let first = workload("DaemonSet", name: "a", container: port)
        #expect(
            places("host-port-clash", first + workload("DaemonSet", name: "b", container: port, metadata: "namespace: other"))
                == ["error DaemonSet/b 3"])
        let local = "ports: [{containerPort: 80, hostPort: 80, hostIP: 10.0.0.1}]"
        let other = "ports: [{containerPort: 80, hostPort: 80, hostIP: 10.0.0.2}]"
        #expect(
            places(
                "host-port-clash", workload("DaemonSet", name: "a", container: local) + workload("DaemonSet", name: "b", container: other)
            ).isEmpty)
        let linux = workload("DaemonSet", name: "a", pod: "nodeSelector: {kubernetes.io/os: linux}", container: port)
        let windows = workload("DaemonSet", name: "b", pod: "nodeSelector: {kubernetes.io/os: windows}", container: port)
        #expect(places("host-port-clash", linux + windows).isEmpty)
    }

    @Test func `two Deployments with a host port merely need nodes of their own`() {
        let port = "ports: [{containerPort: 80, hostPort: 80}]"
        #expect(
            places("host-port-clash", workload(name: "a", container: port) + workload(name: "b", container: port))
                == ["warning Deployment/b 3"])
    }

    @Test func `variants of a workload do not clash with each other`() {
        let pod = workload("DaemonSet", pod: "hostNetwork: true", container: "ports: [{containerPort: 80}]")
        #expect(places("host-port-clash", ["a.yaml": pod, "b.yaml": pod]).isEmpty)
    }

    @Test func `replicas with a host port are counted with what the autoscaler wants`() {
        let scaler = """
            {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {maxReplicas: 4,
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}}
            """
        let one = workload(container: "ports: [{containerPort: 80, hostPort: 80}]")
        #expect(places("host-port-limits-replicas", one).isEmpty)
        #expect(places("host-port-limits-replicas", one + scaler) == ["warning Deployment/web 1"])
    }
}
