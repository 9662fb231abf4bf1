// SPDX-License-Identifier: Apache-2.0

import Glibc
import PortolanManifest
import TestSupport
import Testing

@Suite struct InputFilesTests {
    private func expand(_ folder: TemporaryFolder, _ names: [String]) -> (files: [String], errors: [InputError]) {
        let (files, errors) = InputFiles.expand(names.map { $0 == "-" ? $0 : "\(folder.path)/\($0)" })
        return (files.map { $0.hasPrefix(folder.path) ? String($0.dropFirst(folder.path.count + 1)) : $0 }, errors)
    }

    @Test func `a directory is searched below, hidden entries and other names left out, sorted`() {
        let folder = TemporaryFolder()
        for name in ["b.yaml", "a.yml", "sub/deep/c.json", "sub/d.txt", ".git/e.yaml", ".f.yaml", "g.yaml.bak", "sub.yaml/h.yaml"] {
            folder.write("", to: name)
        }
        let (files, errors) = expand(folder, ["."])
        #expect(files == ["a.yml", "b.yaml", "sub.yaml/h.yaml", "sub/deep/c.json"])
        #expect(errors == [])
    }

    @Test func `one file is read once, however often and by whatever spelling it is named`() {
        let folder = TemporaryFolder()
        folder.write("", to: "a/x.yaml")
        let (files, errors) = expand(folder, ["a/x.yaml", "a", "./a//", "a/./x.yaml", "a", "-", "-"])
        #expect(files == ["-", "a/x.yaml"])
        #expect(errors == [])
    }

    @Test func `a file that is named is read whatever it is called`() {
        let folder = TemporaryFolder()
        folder.write("", to: "x.txt")
        #expect(expand(folder, ["x.txt"]).files == ["x.txt"])
    }

    @Test func `missing paths and empty directories are told, each, and the others are kept`() {
        let folder = TemporaryFolder()
        folder.write("", to: "full/a.yaml")
        folder.write("", to: "empty/a.txt")
        let (files, errors) = expand(folder, ["nowhere", "empty", "full", "nowhere", "full/a.yaml/x"])
        #expect(files == ["full/a.yaml"])
        #expect(errors.count == 3)
        #expect(errors.prefix(2) == [.missing(path: "\(folder.path)/nowhere"), .empty(path: "\(folder.path)/empty")])
        #expect(errors.map { $0.description.contains("\n  ") } == [true, true, true])
    }

    @Test func `links to files count, links to folders do not, and circles end`() {
        let folder = TemporaryFolder()
        folder.write("", to: "a/x.yaml")
        symlink("\(folder.path)/a/x.yaml", "\(folder.path)/a/y.yaml")
        symlink("\(folder.path)/a", "\(folder.path)/a/again")
        symlink("\(folder.path)/nowhere", "\(folder.path)/a/gone.yaml")
        #expect(expand(folder, ["a"]).files == ["a/x.yaml", "a/y.yaml"])
    }

    @Test func `a folder that is nested too deep is told`() {
        let folder = TemporaryFolder()
        folder.write("", to: String(repeating: "d/", count: 70) + "x.yaml")
        let (files, errors) = expand(folder, ["d"])
        #expect(files == [])
        #expect(errors.count == 1)
        #expect(errors.first?.description.contains("more than 64 deep") == true)
    }

    @Test func `more than the limit is not read`() throws {
        let folder = TemporaryFolder()
        let path = folder.write("12345", to: "a.yaml")
        #expect(try InputFiles.read(path, limit: 5) == Array("12345".utf8))
        #expect(throws: InputError.tooLarge(path: path, limit: 4)) { try InputFiles.read(path, limit: 4) }
        // A device has no end at all.
        #expect(throws: InputError.self) { try InputFiles.read("/dev/zero", limit: 4) }
        #expect(throws: InputError.self) { try InputFiles.read(folder.path) }
    }

    @Test func `results keep the order of the elements on all cores`() {
        #expect(parallelMap(Array(0..<1000)) { $0 * 2 } == (0..<1000).map { $0 * 2 })
        #expect(parallelMap([Int]()) { $0 } == [])
    }
}
