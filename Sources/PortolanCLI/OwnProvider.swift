// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PortolanManifest
import PortolanModel
import PortolanProvider
import PortolanProviders

/// Provider files of the user's own.
enum OwnProvider {
    /// Reads a provider file; every mistake is said on standard error with its place, and then the command ends with 2.
    static func load(_ path: String) throws -> Target {
        let bytes: [UInt8]
        do throws(InputError) {
            bytes = try InputFiles.read(path, limit: Limits.providerBytes)
        } catch {
            Console.problem("\(error)")
            throw ExitCode(2)
        }
        let (target, errors) = Providers.load(bytes, file: path)
        for error in errors { Console.problem("\(error.location): \(error.message)") }
        guard let target else { throw ExitCode(2) }
        return target
    }
}
