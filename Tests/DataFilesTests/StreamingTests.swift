import DataFiles
import Glibc
import NumericCore
import Testing

@Suite("Reading in pieces")
struct StreamingTests {
  /// A text of a few hundred kilobytes with every quirk: quotes, line ends in quotes, doubled quotes, CR LF, blank lines.
  private static let long: [UInt8] = {
    var stream = RandomStream(seed: 5, purpose: .sampling)
    var text = "id,\"a \"\"quoted\"\" name\",kind\r\n"
    for row in 0..<12_000 {
      let number = stream.normal()
      let kind = ["plain", "\"two\r\nlines\"", "\"say \"\"x\"\"\"", "", " blanks "][stream.index(below: 5)]
      let lineEnd = ["\n", "\r\n", "\r", "\n\n"][stream.index(below: 4)]
      text += "\(row),\(row % 7 == 0 ? "\"\(number)\"" : "\(number)"),\(kind)\(lineEnd)"
    }
    return Array(text.utf8)
  }()

  @Test("pieces of any size give the same table", arguments: [1, 7, 997, 4096, 65_536, 65_537, 100_003])
  func pieces(size: Int) throws {
    let request = DataRequest(location: "long", label: "kind")
    let whole = try loadTable(request, text: Self.long)
    let pieced = try loadTable(request, text: Self.long, piece: size)
    #expect(whole.rows == 12_000)
    #expect(whole.values.column(0) == (0..<12_000).map(Double.init))
    #expect(whole.labels?.levels.sorted() == ["blanks", "plain", "say \"x\"", "two  lines"])
    #expect(pieced.values == whole.values)
    #expect(pieced.labels == whole.labels)
    #expect(pieced.source.sha256 == whole.source.sha256)
  }

  @Test("a pipe that gives odd pieces gives the table of the file")
  func pipe() throws {
    try withDirectory { directory in
      let path = directory + "/long.csv"
      try AtomicFile.write(Self.long, to: path)
      let file = try loadTable(DataRequest(location: path, label: "kind"))
      let pipe = try #require(popen("dd if='\(path)' bs=997 2>/dev/null", "r"))
      defer { pclose(pipe) }
      let piped = try loadTable(DataRequest(location: "-", label: "kind"), standardInput: fileno(pipe))
      #expect(piped.values == file.values)
      #expect(piped.labels == file.labels)
      #expect(piped.source.sha256 == shell("sha256sum '\(path)'").output.prefix(64))
      #expect(piped.name == "standard input")
      #expect(file.name == "long.csv")
      #expect(file.source.location == path)
    }
  }

  @Test("a cell of three megabytes is read whole")
  func longCell() throws {
    let data = try table(
      "x,name\n1,\"" + String(repeating: "ab\"\"", count: 800_000) + "\"\n2,c\n", label: "name")
    #expect(data.labels?.levels.first?.utf8.count == 2_400_000)
    #expect(data.values == Matrix([[1], [2]]))
  }

  @Test("reading stops when it is told to")
  func cancelling() throws {
    try withDirectory { directory in
      let path = directory + "/rows.csv"
      try AtomicFile.write(String(repeating: "1,2\n", count: 100_000).utf8, to: path)
      var asked = 0
      let error = failure { () throws(DataError) in
        _ = try loadTable(DataRequest(location: path)) {
          asked += 1
          return asked == 2
        }
      }
      #expect(error == .cancelled(file: path))
      #expect(asked == 2)
    }
  }

  @Test("what is no file to read is said so")
  func noFile() throws {
    func sentence(_ location: String) -> String? {
      failure { () throws(DataError) in _ = try loadTable(DataRequest(location: location)) }?.description
    }
    #expect(sentence("/nowhere/x.csv") == "there is no file \"/nowhere/x.csv\".")
    #expect(sentence("/tmp") == "/tmp is a directory, not a file. Name a file in it.")
    #expect(
      sentence("fathful") == "there is no built-in data set or file \"fathful\". Did you mean faithful?")
    #expect(
      sentence("penguin")
        == "there is no built-in data set or file \"penguin\". Did you mean penguins?")
    #expect(
      sentence("wine")
        == """
        there is no built-in data set or file "wine". Built in are faithful, galaxies, iris, penguins, dyestuff, murray, \
        linkage, lsat, cbpp, digits, fashion-mnist, fashion-mnist-test, two-moons, pinwheel, spirals, checkerboard, eight-gaussians, swiss-roll, \
        quadratic.
        """)
    #expect(sentence("./faithful")?.hasPrefix("there is no file") == true)
    #expect(sentence("/dev/null") == "/dev/null is empty.")
    #expect(sentence("") != nil)
  }

  @Test(
    "a file that may not be read is said so",
    .enabled(if: geteuid() != 0, "the superuser may read everything"))
  func forbidden() throws {
    try withDirectory { directory in
      let path = directory + "/secret.csv"
      try AtomicFile.write("1\n".utf8, to: path)
      chmod(path, 0)
      let error = failure { () throws(DataError) in _ = try loadTable(DataRequest(location: path)) }
      #expect(error?.description == "\(path) cannot be read: Permission denied.")
    }
  }
}
