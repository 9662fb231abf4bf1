// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// What leaves for a terminal or a CI's log steers neither.
@Suite struct HostileTextTests {
    private let folder = TemporaryFolder()

    /// Whether a text holds nothing that a terminal or a CI obeys.
    private func isHarmless(_ text: String) -> Bool {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar == "\n" || ![.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
        }
        return isPlain && !text.split(separator: "\n").contains { $0.drop { $0 == " " }.hasPrefix("::error") } && !text.contains("##[")
    }

    private static let names = [
        "\u{1B}]0;owned\u{7}.yaml", "\n::error::owned.yaml", "\r\u{1B}[2Kok.yaml", "a\u{202E}lmay.yaml", "\u{9B}31m.yaml",
        "x\u{2028}y.yaml",
        "##[error]owned.yaml", "::error file=x::owned.yaml",
    ]

    @Test(arguments: names) func `a file's name is printed harmlessly, whatever is wrong with the file`(_ name: String) {
        for (content, isGood) in [
            (Manifest.service, true), (Manifest.bad, false), ("kind: Service\nmetadata: 7\n", false), ("a: *b\n", false),
        ] {
            folder.write(content, to: name)
            let calls = [["plan"], ["gate", "--min-score", "0"], ["adapt", "--stdout"], ["adapt", "--output", "\(name)-out"]]
            // What is wrong with a file is told the same way by all commands.
            for call in isGood ? calls : [["plan"]] {
                let target = call[0] == "adapt" ? "--to" : "--target"
                let run = portolan.run([call[0], "./\(name)", target, "eks"] + call.dropFirst(), in: folder.path)
                if !isGood { #expect(run.status == 2) }
                #expect(isHarmless(run.errors), "\(call): \(run.errors.debugDescription)")
                if call != ["adapt", "--stdout"] { #expect(isHarmless(run.output), "\(call): \(run.output.debugDescription)") }
            }
            guard isGood else { continue }
            let report = portolan.run(["report", "./\(name)", "--target", "eks", "-o", "./\(name).html"], in: folder.path)
            #expect(isHarmless(report.errors), "\(report.errors.debugDescription)")
        }
    }

    @Test(arguments: ["a\\u001b[31mb", "a\\n::error::b", "a\\u202eb", "a\\u2028b", "\\u0085b", "##[error]b", "::error::b"])
    func `texts of manifests, configurations and provider files are printed harmlessly`(_ text: String) {
        let names = Manifest.service.replacing("name: web", with: "name: \"\(text)\"")
        let annotations = Manifest.service.replacing(
            "  name: web\n",
            with:
                "  name: web\n  annotations: {\"example.com/\(text)\": x, service.beta.kubernetes.io/aws-load-balancer-scheme: \"\(text)\"}\n"
        )
        for manifest in [names, annotations] {
            let run = portolan.run(["plan", "-", "--target", "eks", "--all"], input: manifest)
            #expect(isHarmless(run.output) && isHarmless(run.errors), "\(run.output.debugDescription)\(run.errors.debugDescription)")
            let json = portolan.run(["plan", "-", "--target", "eks", "--format", "json"], input: manifest)
            #expect(isHarmless(json.output), "\(json.output.debugDescription)")
            let old = folder.write(Manifest.service, to: "old.yaml")
            let diff = portolan.run(["diff", old, folder.write(manifest, to: "new.yaml"), "--target", "eks", "--all"])
            #expect(isHarmless(diff.output) && isHarmless(diff.errors), "\(diff.output.debugDescription)")
        }
        for (option, file) in [
            ("--config", "\"\(text)\": 1\n"), ("--config", "targets: [\"\(text)\"]\n"), ("--provider", "id: \"\(text)\"\n\"\(text)\": 1\n"),
        ] {
            let path = folder.write(file, to: "settings.yaml")
            let run = portolan.run(["plan", "-", "--target", "eks", option, path], input: Manifest.service)
            #expect(isHarmless(run.output) && isHarmless(run.errors), "\(run.errors.debugDescription)")
        }
    }

    @Test func `user and password of an address are never printed`() {
        let call = ["fetch", "aws-ranges", "--max-age", "0", "--from"]
        for place in ["aws-ranges=https://user:secret@127.0.0.1:1/x", "nosuch=https://user:secret@host/x", "https://user:secret@host/x"] {
            let run = portolan.run(call + [place], environment: ["HOME": folder.path, "PATH": "/usr/bin"])
            #expect(run.status == 2)
            #expect(!(run.output + run.errors).contains("secret"), "\(run.errors)")
        }
        let run = portolan.run(["fetch", "--allow-origin", "http://user:secret@host", "--status"], environment: ["HOME": folder.path])
        #expect(!(run.output + run.errors).contains("secret"))
    }
}
