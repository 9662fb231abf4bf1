// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// The command line.
@main
struct PortolanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "portolan")
}
