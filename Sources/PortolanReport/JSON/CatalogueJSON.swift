// SPDX-License-Identifier: Apache-2.0

import PortolanModel
public import PortolanProvider

/// What is known of targets, for programs: the rows of the provider files under the keys that they have there.
public enum CatalogueJSON {
    /// Renders targets, one or many.
    public static func render(_ catalogues: [Catalogue]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", "portolan.targets/v1")
            json.member("targets", catalogues) { $0.value($1) }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ catalogue: Catalogue) {
        object { json in
            json.member("id", catalogue.id)
            json.member("title", catalogue.title)
            json.member("provider", catalogue.provider)
            json.member("controller", catalogue.controller)
            json.member("controllerVersion", catalogue.controllerVersion)
            json.member("verified", catalogue.verified)
            json.member("summary", catalogue.summary)
            json.member("prefixes", catalogue.prefixes)
            json.member("classes", catalogue.classes)
            json.member("defaultScope", catalogue.defaultScope?.rawValue)
            if let versions = catalogue.versions {
                json.member("versions") { json in
                    json.member("default", versions.fallback.title)
                    json.member("releases", versions.releases) { json, release in
                        json.object { json in
                            json.member("version", release.version.description)
                            json.member("name", release.name)
                            json.member("date", release.date)
                            json.member("source", release.source)
                        }
                    }
                    json.member("features", versions.features) { json, feature in
                        json.object { json in
                            json.member("name", feature.name)
                            json.range(feature.range, catalogue)
                            json.member("summary", feature.summary)
                            json.member("source", feature.source)
                        }
                    }
                }
            }
            json.member("sources", catalogue.sources) { $0.value($1) }
            json.member("options", catalogue.options) { $0.value($1, catalogue) }
            json.member("products", catalogue.products) { $0.value($1) }
            json.member("annotations", catalogue.annotations) { $0.value($1, catalogue) }
            if !catalogue.settings.isEmpty {
                json.member("settings", catalogue.settings) { json, setting in
                    json.object { json in
                        json.member("name", setting.name)
                        json.member("requirement") { $0.members(of: setting.requirement) }
                    }
                }
            }
        }
    }

    private mutating func value(_ source: Catalogue.Source) {
        object { json in
            json.member("id", source.id)
            json.member("title", source.title)
            json.member("url", source.url)
            json.member("version", source.version)
            json.member("date", source.date)
        }
    }

    private mutating func value(_ option: Catalogue.Option, _ catalogue: Catalogue) {
        object { json in
            json.member("name", option.name)
            json.member("type", option.type.rawValue)
            json.member("values", option.values)
            if let value = option.defaultValue { json.member("default", allowingEmpty: value) }
            json.range(option.range, catalogue)
            json.member("summary", option.summary)
            json.member("source", option.source)
        }
    }

    private mutating func value(_ product: Catalogue.Product) {
        object { json in
            json.member("id", product.id)
            json.member("title", product.title)
            json.member("protocols", product.protocols)
            json.member("scopes", product.scopes.map(\.rawValue))
            json.member("families", product.families.map(\.rawValue))
            json.member("address", product.address.rawValue)
            json.member("limits", product.limits) { json, limit in
                json.object { json in
                    json.member("name", limit.name)
                    json.member("value", limit.value)
                    json.member("per", limit.per)
                    json.member("adjustable", limit.adjustable)
                    json.member("counts", limit.counts?.rawValue)
                    json.member("when", limit.when)
                    json.member("quota", limit.quota)
                    json.member("source", limit.source)
                }
            }
            if let ports = product.reservedPorts { json.member("reservedPorts", "\(ports.lowerBound)-\(ports.upperBound)") }
            if let cost = product.cost { json.member("cost") { $0.members(of: cost) } }
            json.member("defaults", product.defaults)
            json.member("url", product.url)
        }
    }

    private mutating func members(of cost: Catalogue.Cost) {
        member("unknown", cost.unknown)
        member("notes", cost.notes)
        guard !cost.items.isEmpty else { return }
        member("items", cost.items) { json, item in
            json.object { json in
                json.member("id", item.id)
                json.member("title", item.title)
                json.member("size", item.size)
                json.member("per", item.period.rawValue)
                json.member("prices", item.prices) { json, price in
                    json.object { json in
                        json.member("region", price.region)
                        json.member("amount", price.amount.decimal)
                        json.member("currency", price.amount.currency)
                        json.member("source", price.source ?? item.source)
                        json.member("date", price.date ?? item.date)
                    }
                }
            }
        }
    }

    private mutating func value(_ annotation: Catalogue.Annotation, _ catalogue: Catalogue) {
        object { json in
            json.member("key", annotation.key)
            json.member("on", annotation.isLabel ? "label" : "annotation")
            json.member("state", annotation.state.rawValue)
            json.member("type", annotation.type.rawValue)
            json.member("values", annotation.values)
            if let value = annotation.defaultValue { json.member("default", allowingEmpty: value) }
            json.range(annotation.range, catalogue)
            json.member("summary", annotation.summary)
            if !annotation.requirements.isEmpty {
                json.member("requirements", annotation.requirements) { json, requirement in json.object { $0.members(of: requirement) } }
            }
            json.member("noRequirement", annotation.noRequirement)
            json.member("source", annotation.source)
        }
    }

    private mutating func range(_ range: VersionRange, _ catalogue: Catalogue) {
        if !range.since.isEmpty { member("since", catalogue.list(range.since)) }
        if !range.until.isEmpty { member("until", catalogue.list(range.until)) }
        if !range.except.isEmpty { member("except", catalogue.list(range.except)) }
    }

    private mutating func members(of requirement: Catalogue.RequirementMapping) {
        member("id", requirement.id.rawValue)
        member("values", requirement.values)
        member("form", requirement.form.rawValue)
        member("write", requirement.isWritten)
        member("when", requirement.when)
        member("entry", requirement.entry)
        member("beside", requirement.beside)
    }
}
