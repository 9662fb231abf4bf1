// SPDX-License-Identifier: Apache-2.0

import CLibYAML
import Glibc
import PortolanManifest
import PortolanPlan
import PortolanPortability
import PortolanProvider
import PortolanProviders
import PortolanReport

/// `make bench`: what reading and planning cost.
///
/// Memory is that of the whole process, so each size runs in a process of its own: `portolan-bench OBJECTS`; without a number all sizes
/// run, one after the other.
@main
enum Bench {
    private static let sizes = [1_000, 10_000, 100_000]
    /// Ten targets, as the project's goal counts them.
    private static let targets = ["aks", "doks", "eks", "gke", "hcloud", "k3s", "lke", "metallb", "oke", "openstack"]

    static func main() {
        let arguments = CommandLine.arguments
        if arguments.count == 2, let objects = Int(arguments[1]), objects > 0 {
            row(objects: objects)
        } else if arguments.count == 2, Bombs.names.contains(arguments[1]) {
            bomb(arguments[1])
        } else if arguments.count == 1 {
            reading()
            print("\nPlanning on \(targets.count) targets, manifests in memory to JSON; seconds, the best of the runs")
            print("   objects    wall     cpu   objects/s   read cpu   plan cpu   judge cpu   print cpu   peak MiB")
            for size in sizes { spawn(String(size)) }
            print("\nHostile inputs on the same targets, read, planned, judged, printed as a table, JSON and a page; seconds, one run")
            print("      wall     cpu   MB in   MB out   peak MiB   what")
            for name in Bombs.names { spawn(name) }
        } else {
            print("usage: portolan-bench [OBJECTS | \(Bombs.names.joined(separator: " | "))]")
            exit(2)
        }
    }

    // MARK: Reading

    private static func reading() {
        let files = Generator.files(objects: 10_000)
        let megabytes = Double(files.reduce(0) { $0 + $1.count }) / 1e6
        let bare = Measurement.best(of: 7) { for file in files { eventLoop(file) } }
        let composed = Measurement.best(of: 7) { for file in files { _ = ManifestReader.read(file, path: "a") } }
        let parallel = Measurement.best(of: 7) { _ = parallelMap(files) { ManifestReader.read($0, path: "a").documents.count } }
        print("Reading 10,000 documents (\(megabytes.text(1)) MB) in \(files.count) files, seconds of CPU, the best of seven runs")
        print("  libyaml's bare event loop  \(bare.cpu.text(3))")
        print("  Portolan's reader          \(composed.cpu.text(3))   ratio \((composed.cpu / bare.cpu).text(2)) (goal: at most 3)")
        print("  on all cores               \(parallel.cpu.text(3))   wall \(parallel.wall.text(3))")
    }

    private static func eventLoop(_ bytes: [UInt8]) {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else { return }
        defer { yaml_parser_delete(&parser) }
        bytes.withUnsafeBufferPointer { buffer in
            yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            var isOpen = true
            while isOpen {
                var event = yaml_event_t()
                guard yaml_parser_parse(&parser, &event) == 1 else { return }
                isOpen = event.type != YAML_STREAM_END_EVENT
                yaml_event_delete(&event)
            }
        }
    }

    // MARK: Planning

    private static func row(objects: Int) {
        let files = Generator.files(objects: objects)
        let chosen = targets.compactMap { Providers.target($0) }
        let planner = Planner(chosen.map { Planner.Assignment(target: $0) })
        var steps = [Measurement](repeating: Measurement(), count: 4)
        let runs = objects > 20_000 ? 1 : 3
        let total = Measurement.best(of: runs) {
            var documents: [YAMLNode] = []
            var plan = planner.plan([])
            var assessment = Assessor(homes: chosen).assess(plan)
            let measured = [
                Measurement.best(of: 1) { documents = parallelMap(files) { ManifestReader.read($0, path: "a") }.flatMap(\.documents) },
                Measurement.best(of: 1) { plan = planner.plan(documents) },
                Measurement.best(of: 1) { assessment = Assessor(homes: chosen).assess(plan) },
                Measurement.best(of: 1) { _ = PlanJSON.render(plan, assessment: assessment, findings: assessment.dangerFindings) },
            ]
            for (index, one) in measured.enumerated() where one.cpu < steps[index].cpu { steps[index] = one }
        }
        let rate = Double(objects) / total.wall
        let cells = [total.wall.text(3).right(8), total.cpu.text(3).right(8), rate.text(0).right(12)]
        let parts = zip(steps, [11, 11, 12, 12]).map { $0.cpu.text(3).right($1) }
        print(String(objects).right(10) + (cells + parts).joined() + String(Measurement.peakMemory).right(11))
    }

    // MARK: Hostile inputs

    private static func bomb(_ name: String) {
        let file = Bombs.file(name)
        let chosen = targets.compactMap { Providers.target($0) }
        var printed = 0
        let total = Measurement.best(of: 1) {
            let plan = Planner(chosen.map { Planner.Assignment(target: $0) }).plan(ManifestReader.read(file, path: "a").documents)
            let assessment = Assessor(homes: chosen).assess(plan)
            let app = PlannedApp(name: nil, plan: plan, assessment: assessment, findings: assessment.dangerFindings)
            printed += PlanJSON.render([app]).count
            printed += PlanTable.render(app, style: TerminalStyle(width: 80)).utf8.count
            printed += ((try? HTMLReport().render(app, edition: ReportEdition(title: name, version: "0")))?.utf8.count ?? 0)
        }
        let cells = [total.wall.text(2).right(10), total.cpu.text(2).right(8)]
        let sizes = [(Double(file.count) / 1e6).text(1).right(8), (Double(printed) / 1e6).text(1).right(9)]
        print((cells + sizes).joined() + String(Measurement.peakMemory).right(11) + "   " + Bombs.title(name))
    }

    private static func spawn(_ name: String) {
        var arguments = [strdup(CommandLine.arguments[0]), strdup(name), nil]
        defer { for argument in arguments { free(argument) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        var process = pid_t()
        fflush(nil)
        guard posix_spawn(&process, "/proc/self/exe", nil, nil, &arguments, &environment) == 0 else {
            return print("could not start a process")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
}
