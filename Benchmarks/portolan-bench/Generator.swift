// SPDX-License-Identifier: Apache-2.0

/// Writes an app of any size: of every two objects one is a Deployment and one the Service before it, in the words of many clouds.
enum Generator {
    private static let annotations: [(String, String)?] = [
        nil, ("service.beta.kubernetes.io/aws-load-balancer-scheme", "internet-facing"),
        ("networking.gke.io/load-balancer-type", "Internal"),
        ("service.beta.kubernetes.io/azure-load-balancer-internal", "true"), ("oci.oraclecloud.com/load-balancer-type", "nlb"),
        ("service.beta.kubernetes.io/do-loadbalancer-protocol", "http"), ("load-balancer.hetzner.cloud/location", "fsn1"),
        ("service.beta.kubernetes.io/linode-loadbalancer-throttle", "4"), ("loadbalancer.openstack.org/keep-floatingip", "true"),
    ]
    private static let types = ["LoadBalancer", "ClusterIP", "NodePort", "ClusterIP"]

    /// Manifests of so many objects, 500 a file.
    static func files(objects: Int) -> [[UInt8]] {
        stride(from: 0, to: objects, by: 500).map { first in
            var text = ""
            for number in stride(from: first, to: min(first + 500, objects), by: 2) {
                text += deployment(number / 2)
                if number + 1 < objects { text += service(number / 2) }
            }
            return Array(text.utf8)
        }
    }

    private static func deployment(_ number: Int) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: app-\(number)
          namespace: team-\(number % 50)
          labels:
            app.kubernetes.io/name: app-\(number)
            app.kubernetes.io/part-of: suite-\(number % 20)
        spec:
          replicas: \(1 + number % 4)
          selector:
            matchLabels:
              app.kubernetes.io/name: app-\(number)
          template:
            metadata:
              labels:
                app.kubernetes.io/name: app-\(number)
            spec:
              containers:
                - name: main
                  image: registry.example.com/suite-\(number % 20)/app-\(number):1.\(number % 30).0
                  ports:
                    - name: http
                      containerPort: 8080
                    - name: metrics
                      containerPort: 9090
                  env:
                    - name: LOG_LEVEL
                      value: info
                    - name: UPSTREAM
                      value: http://app-\(number + 1):80
                  resources:
                    requests: {cpu: 100m, memory: 128Mi}
                    limits: {cpu: 500m, memory: 256Mi}
                  readinessProbe:
                    httpGet: {path: /healthz, port: http}
        ---

        """
    }

    private static func service(_ number: Int) -> String {
        let type = types[number % types.count]
        let annotation = type == "LoadBalancer" ? annotations[number / types.count % annotations.count] : nil
        return """
            apiVersion: v1
            kind: Service
            metadata:
              name: app-\(number)
              namespace: team-\(number % 50)
              labels:
                app.kubernetes.io/name: app-\(number)
            \(annotation.map { "  annotations:\n    \($0.0): \"\($0.1)\"\n" } ?? "")spec:
              type: \(type)
              selector:
                app.kubernetes.io/name: app-\(number)
              ports:
                - name: http
                  port: 80
                  targetPort: http
                - name: metrics
                  port: 9090
                  targetPort: metrics
            ---

            """
    }
}
