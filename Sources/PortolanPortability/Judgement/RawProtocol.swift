// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes

/// Protocols that are no HTTP, recognised by what a port says of itself.
enum RawProtocol {
    /// The protocol that a port says it speaks where that is none that an HTTP listener carries; `nil` where it may be HTTP.
    ///
    /// The port's `appProtocol` counts for more than its name, the name for more than its number.
    static func of(_ port: ServicePort) -> String? {
        guard port.protocol == .tcp else { return nil }
        for word in [port.appProtocol, port.name].compactMap({ $0?.lowercased() }) {
            let parts = word.split { !$0.isLetter && !$0.isNumber }.map(String.init)
            if parts.contains(where: { part in httpWords.contains { part.hasPrefix($0) } }) { return nil }
            if let known = names.first(where: { name in parts.contains { $0.hasPrefix(name.word) } }) { return known.title }
        }
        return numbers[port.port] ?? (port.appProtocol?.lowercased() == "tcp" ? "raw TCP" : nil)
    }

    private static let httpWords = ["http", "grpc", "h2c", "ws", "web", "api", "rest", "metrics"]

    private static let names: [(word: String, title: String)] = [
        ("postgres", "PostgreSQL"), ("pgsql", "PostgreSQL"), ("mysql", "MySQL"), ("mariadb", "MySQL"), ("redis", "Redis"), ("mqtt", "MQTT"),
        ("amqp", "AMQP"), ("kafka", "Kafka"), ("mongo", "MongoDB"), ("cassandra", "CQL"), ("cql", "CQL"), ("memcache", "memcached"),
        ("ssh", "SSH"), ("sftp", "SSH"), ("smtp", "SMTP"), ("imap", "IMAP"), ("pop3", "POP3"), ("ldap", "LDAP"), ("ftp", "FTP"),
        ("nats", "NATS"), ("zookeeper", "ZooKeeper"), ("rtmp", "RTMP"), ("mssql", "SQL Server"), ("minecraft", "Minecraft"),
    ]

    /// Source: IANA's service name and port number registry, and the projects' own defaults.
    private static let numbers: [Int: String] = [
        21: "FTP", 22: "SSH", 25: "SMTP", 110: "POP3", 143: "IMAP", 389: "LDAP", 465: "SMTP", 587: "SMTP", 636: "LDAP", 993: "IMAP",
        995: "POP3", 1433: "SQL Server", 1521: "Oracle's protocol", 1883: "MQTT", 1935: "RTMP", 2181: "ZooKeeper", 3306: "MySQL",
        3389: "RDP", 4222: "NATS", 5432: "PostgreSQL", 5671: "AMQP", 5672: "AMQP", 6379: "Redis", 8883: "MQTT", 9042: "CQL", 9092: "Kafka",
        11211: "memcached", 25565: "Minecraft", 27017: "MongoDB",
    ]
}
