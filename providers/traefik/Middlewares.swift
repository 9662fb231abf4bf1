// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest
import PortolanModel

/// Why a middleware cannot be built, with which every router that names it falls.
struct MiddlewareFault: Error {
    let message: String
}

/// What middlewares do to requests, in order.
struct MiddlewareEffect {
    var steps: [RuleStep] = []
    /// An authentication that somebody else decides on.
    var external: Authentication?

    /// This effect, then another.
    mutating func append(_ other: MiddlewareEffect) {
        steps += other.steps
        external = external ?? other.external
    }
}

/// The Middlewares of the input by their qualified names.
// Source: traefik 3.7.9, pkg/server/middleware/middlewares.go BuildMiddlewareChain, buildConstructor.
final class Middlewares {
    private enum Entry {
        case read(MiddlewareReading)
        case building
        case done(Result<MiddlewareEffect, MiddlewareFault>)
    }

    /// How deep chains may hold chains; a chain that holds itself is refused at once.
    private static let depthLimit = 50

    private var entries: [String: Entry] = [:]

    init(_ inventory: Inventory, flags: Flags, kubernetes: KubernetesServices, services: RouteServices) {
        for object in inventory.objects(kind: "Middleware", group: "traefik.io") {
            let id = Provider.crd.qualified(normalized("\(object.metadata.namespace)-\(object.metadata.name)"))
            let reading = MiddlewareReading(object: object, flags: flags, kubernetes: kubernetes, services: services)
            entries[id] = .read(reading)
        }
    }

    /// What the middlewares of these names do, one after the other.
    ///
    /// - Parameter provider: Whose names without `@` are.
    func effect(of names: [String], provider: Provider) throws(MiddlewareFault) -> MiddlewareEffect {
        try effect(of: names, provider: provider, depth: 0)
    }

    private func effect(of names: [String], provider: Provider, depth: Int) throws(MiddlewareFault) -> MiddlewareEffect {
        var effect = MiddlewareEffect()
        for name in names { effect.append(try self.effect(of: provider.qualified(name), depth: depth)) }
        return effect
    }

    private func effect(of name: String, depth: Int) throws(MiddlewareFault) -> MiddlewareEffect {
        guard depth < Self.depthLimit else { throw MiddlewareFault(message: "chains go deeper than \(Self.depthLimit)") }
        guard let entry = entries[name] else { throw MiddlewareFault(message: "middleware \"\(name)\" does not exist") }
        switch entry {
        case .done(let result): return try result.get()
        case .building:
            throw MiddlewareFault(message: "could not instantiate middleware \(name): recursion detected")
        case .read(let reading):
            entries[name] = .building
            let result: Result<MiddlewareEffect, MiddlewareFault>
            do throws(MiddlewareFault) {
                var effect = try reading.effect()
                effect.append(try self.effect(of: try reading.chain(), provider: .crd, depth: depth + 1))
                result = .success(effect)
            } catch {
                result = .failure(error)
            }
            entries[name] = .done(result)
            return try result.get()
        }
    }
}
