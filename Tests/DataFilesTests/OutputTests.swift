import DataFiles
import Glibc
import NumericCore
import Testing

@Suite("Writing files")
struct OutputTests {
  @Test("a file is replaced by a commit, keeps its permissions, and nothing else is left in the directory")
  func replacing() throws {
    try withDirectory { directory in
      let path = directory + "/out.csv"
      try AtomicFile.write("old".utf8, to: path)
      chmod(path, 0o640)
      try AtomicFile.write("new".utf8, to: path)
      #expect(contents(of: path) == "new")
      #expect(shell("ls -A '\(directory)'; stat -c %a '\(path)'").output == "out.csv\n640\n")
    }
  }

  @Test("without a commit the old file stays as it was, and nothing is left behind")
  func abandoning() throws {
    try withDirectory { directory in
      let path = directory + "/out.csv"
      try AtomicFile.write("old".utf8, to: path)
      do {
        var file = try AtomicFile(path: path)
        try file.write(String(repeating: "half a file", count: 100_000))
      }
      #expect(contents(of: path) == "old")
      #expect(shell("ls -A '\(directory)'").output == "out.csv\n")
    }
  }

  @Test("a symbolic link is followed, not replaced")
  func links() throws {
    try withDirectory { directory in
      try AtomicFile.write("old".utf8, to: directory + "/real")
      symlink("real", directory + "/link")
      try AtomicFile.write("new".utf8, to: directory + "/link")
      #expect(contents(of: directory + "/real") == "new")
      #expect(shell("readlink '\(directory)/link'").output == "real\n")
    }
  }

  @Test("an open descriptor is written directly, and stays open")
  func descriptors() throws {
    var ends: [Int32] = [0, 0]
    try #require(Glibc.pipe(&ends) == 0)
    defer { close(ends[0]) }
    try AtomicFile.write("one ".utf8, to: "/dev/fd/\(ends[1])")
    try AtomicFile.write("two".utf8, to: "/dev/fd/\(ends[1])")
    close(ends[1])
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = read(ends[0], &bytes, 100)
    #expect(String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self) == "one two")
  }

  @Test("a device is written, not replaced, and a full one is a failure to write")
  func devices() throws {
    try AtomicFile.write("nothing".utf8, to: "/dev/null")
    #expect(shell("stat -c %F /dev/null").output == "character special file\n")
    let error = failure { () throws(DataError) in try AtomicFile.write("x".utf8, to: "/dev/full") }
    #expect(error?.kind == .writeFailed)
    #expect(
      error?.description
        == "writing /dev/full failed: No space left on device. Free some space, or write elsewhere.")
  }

  @Test("what cannot be created is said so before anything is written")
  func uncreatable() throws {
    func sentence(_ path: String) -> String? {
      let error = failure { () throws(DataError) in _ = try AtomicFile(path: path) }
      #expect(error?.kind == .cannotCreate)
      return error?.description
    }
    #expect(sentence("/tmp") == "/tmp cannot be created: Is a directory.")
    #expect(sentence("/tmp/") == "/tmp/ cannot be created: Is a directory.")
    #expect(sentence("/nowhere/x.csv") == "/nowhere/x.csv cannot be created: No such file or directory.")
    #expect(sentence("") == " cannot be created: No such file or directory.")
    #expect(sentence("/dev/null/x") == "/dev/null/x cannot be created: Not a directory.")
  }

  @Test("a table is written in its own units, with its labels, and read back the same")
  func tables() throws {
    try withDirectory { directory in
      for name in ["penguins", "two-moons"] {
        for ending in ["csv", "tsv"] {
          let path = "\(directory)/\(name).\(ending)"
          let data = try DataCatalog.load(name, count: 200)
          try writeTable(data, to: path)
          let back = try loadTable(DataRequest(location: path, label: data.labels?.name))
          #expect(back.columnNames == data.columnNames)
          #expect(
            back.values.storage.map { $0.isNaN ? -1 : $0 } == data.values.storage.map { $0.isNaN ? -1 : $0 })
          #expect(back.labels?.levels == data.labels?.levels || name == "two-moons")
        }
      }
      let standardised = try loadTable(DataRequest(location: "faithful", standardize: true))
      try writeTable(standardised, to: directory + "/own.csv")
      let own = try loadTable(DataRequest(location: directory + "/own.csv"))
      #expect(abs(own.values[0, 1] - 79) < 1e-12)
    }
  }

  @Test("cells that hold delimiters, quotes, line ends or blanks at an end are quoted")
  func quoting() throws {
    try withDirectory { directory in
      let path = directory + "/t.csv"
      let labels = Labels(name: "the kind", codes: [0, 1, 2, -1], levels: ["a,b", "say \"x\"", " y"])
      let data = DataTable(
        name: "t", values: Matrix([[1], [2.5], [.nan], [1e-7]]), columnNames: ["#x"], labels: labels)
      try writeTable(data, to: path)
      #expect(
        contents(of: path)
          == [
            "\"#x\",the kind", "1,\"a,b\"", "2.5,\"say \"\"x\"\"\"", "NA,\" y\"", "1e-07,NA", "",
          ].joined(separator: "\n"))
      let back = try loadTable(DataRequest(location: path, label: "the kind"))
      #expect(back.columnNames == ["#x"])
      #expect(back.labels?.codes == [0, 1, 2, -1])
      #expect(back.rows == 4)
    }
  }
}

@Suite("Completing paths")
struct PathCompletionTests {
  @Test("directories come first, then data, then the rest; hidden ones only when asked for")
  func order() throws {
    try withDirectory { directory in
      for name in ["b.csv", "a.py", "c.TSV", ".hidden.csv", "bb"] {
        try AtomicFile.write("1".utf8, to: "\(directory)/\(name)")
      }
      mkdir(directory + "/z", 0o755)
      symlink("z", directory + "/link")
      func names(_ path: String) -> [String] {
        completions(forPath: path).map { String($0.path.dropFirst(directory.utf8.count + 1)) }
      }
      #expect(names(directory + "/") == ["link/", "z/", "b.csv", "c.TSV", "a.py", "bb"])
      #expect(names(directory + "/b") == ["b.csv", "bb"])
      #expect(names(directory + "/.") == [".hidden.csv"])
      #expect(names(directory + "/nothing") == [])
      #expect(completions(forPath: directory + "/", limit: 2).count == 2)
      #expect(completions(forPath: directory + "/b").first?.kind == .data)
      #expect(completions(forPath: "/nowhere/") == [])
    }
  }

  @Test("a tilde stands for the home directory and stays as it was written")
  func home() throws {
    #expect(completions(forPath: "~").map(\.path) == ["~/"])
    #expect(completions(forPath: "~/.").allSatisfy { $0.path.hasPrefix("~/.") })
  }
}
