import CellGrid
import DataFiles
import Explorer
import Glibc
import LatentModels
import NumericCore
import Testing
import TestSupport

@Suite("Saved runs")
struct RunFileTests {
  /// A desk whose run has been played, changed, and scrubbed back a little, saved under `path`.
  private func saved(to path: String) async throws -> Desk {
    var desk = await Desk(Tables.faithful, MixtureSettings(components: 2, seed: 5))
    await desk.press(".", ".", "F2", "Right", "Esc", ".", "e", "m")
    await save(&desk, to: path)
    return desk
  }

  private func save(_ desk: inout Desk, to path: String) async {
    await desk.press("s", "Ctrl-U")
    await desk.receive(.key(.paste(path)))
    await desk.press("Enter")
  }

  private func opened(_ path: String) async throws -> Desk {
    var desk = await Desk(nil, MixtureSettings(components: 4))
    await desk.press("o")
    await desk.receive(.key(.paste(path)))
    #expect(await desk.press("Enter") == ["load \(path)"])
    return desk
  }

  @Test("Opened again, the screen is the same picture, and nothing is unsaved")
  func samePicture() async throws {
    try await withDirectory { (directory) async throws -> Void in
      let path = "\(directory)/run.safetensors"
      var first = try await saved(to: path)
      #expect(try !first.run.isUnsaved)
      var second = try await opened(path)
      await first.press("g", "g")  // takes the notice away
      await second.press("g", "g")
      expect(second.grid, shows: picture(first.grid))
      #expect(try !second.run.isUnsaved)
      #expect(await second.press("q") == ["quit"])
    }
  }

  @Test("The history goes back to the start, forward again, and on with the same bits")
  func sameHistory() async throws {
    try await withDirectory { (directory) async throws -> Void in
      let path = "\(directory)/run.safetensors"
      var first = try await saved(to: path)
      var second = try await opened(path)
      #expect(try second.run.history == first.run.history)
      for key in ["Home", "]", "]", "]", ".", ".", "End", ".", "e", "m", "e"] {
        await first.press(key)
        await second.press(key)
        #expect(try second.run.portrait == first.run.portrait, "\(key)")
        #expect(try second.run.history == first.run.history, "\(key)")
        #expect(second.grid.lines[1...] == first.grid.lines[1...], "\(key)")
      }
      #expect(try second.run.isUnsaved)
    }
  }

  @Test("Data that have changed since are noticed, rows left out or not")
  func changedData() async throws {
    try await withDirectory { (directory) async throws -> Void in
      let table = "\(directory)/t.csv"
      try write("a,b\n1,2\n2,4\n3,5\n4,9\nNA,NA\n9,1\n8,2\n", to: table)
      let data = try loadTable(DataRequest(location: table))
      var desk = await Desk(data, MixtureSettings(components: 2))
      await desk.press(".")
      await save(&desk, to: "\(directory)/run.safetensors")
      let same = try await opened("\(directory)/run.safetensors")
      #expect(!same.status.contains("have changed"))
      #expect(same.status.contains("has no value"))
      try write("a,b\n1,2\n2,4\n3,5\n4,9\nNA,NA\n9,1\n8,3\n", to: table)
      let changed = try await opened("\(directory)/run.safetensors")
      #expect(changed.status.hasPrefix("the data have changed since the run was saved"))
    }
  }

  @Test("A relative path to the data is kept as an absolute one")
  func relativePath() async throws {
    try await withDirectory { (directory) async throws -> Void in
      try write("a,b\n1,2\n2,4\n3,5\n4,9\n", to: "\(directory)/t.csv")
      let path = "\(directory)/run.safetensors"
      let depth = working().split(separator: "/").count
      let relative = Array(repeating: "..", count: depth).joined(separator: "/") + "\(directory)/t.csv"
      let source = DataSource(location: relative)
      try RunFile(history: ModelArchive(), source: source).write(to: path)
      let (file, table) = try RunFile.open(path)
      #expect(file.source.location == realPath("\(directory)/t.csv"))
      #expect(table.rows == 4)
    }
  }

  @Test("Data that were moved are named with the run, and found where they are said to be now")
  func movedData() async throws {
    try await withDirectory { (directory) async throws -> Void in
      let (path, old, new) = ("\(directory)/run.safetensors", "\(directory)/old.csv", "\(directory)/new.csv")
      try write("a,b\n1,2\n2,4\n", to: new)
      try RunFile(history: ModelArchive(), source: DataSource(location: old)).write(to: path)
      #expect(throws: DataError.dataMoved(run: path, data: old)) { try RunFile.open(path) }
      let sentence = DataError.dataMoved(run: path, data: old).description
      #expect(sentence.contains(old) && sentence.contains("elbow \(path) --data FILE"))
      let (file, table) = try RunFile.open(path, data: new)
      #expect(table.rows == 2 && file.source.location == new)
    }
  }

  @Test("The name of a built-in set is kept as it is, and so is a path from the root")
  func otherLocations() async throws {
    try await withDirectory { (directory) async throws -> Void in
      for location in ["faithful", "\(directory)/t.csv"] {
        try write("a,b\n1,2\n2,4\n", to: "\(directory)/t.csv")
        let path = "\(directory)/run.safetensors"
        try RunFile(history: ModelArchive(), source: DataSource(location: location)).write(to: path)
        #expect(try RunFile.open(path).0.source.location == location)
      }
    }
  }

  @Test("What is no saved run, or one without its data, is told in the dialog")
  func notARun() async throws {
    try await withDirectory { (directory) async throws -> Void in
      let path = "\(directory)/run.safetensors"
      try SafetensorsFile.write(ModelArchive(tensors: ["x": ModelArchive.Tensor([1, 2])]), to: path)
      var desk = try await opened(path)
      #expect(desk.explorer.hasOverlay && desk.explorer.rowCount == nil)
      #expect(picture(desk.grid).contains("run.safetensors"))
      try write("{}", to: path)
      desk = try await opened(path)
      #expect(desk.explorer.hasOverlay && desk.explorer.rowCount == nil)
      try RunFile(history: ModelArchive(), source: DataSource(location: "\(directory)/gone.csv")).write(
        to: path)
      desk = try await opened(path)
      #expect(picture(desk.grid).contains("gone.csv"))
      // A run without a fit in it opens its data, and says what is missing.
      try RunFile(history: ModelArchive(), source: DataSource(location: "faithful")).write(to: path)
      desk = try await opened(path)
      #expect(desk.grid.lines[0].contains("NO FIT"))
      #expect(desk.status.hasPrefix("The saved run cannot be opened: "))
    }
  }

  @Test("Where writing fails, the failure is told and no part of a file stays")
  func fullDisk() async throws {
    try await withDirectory { (directory) async throws -> Void in
      var desk = await Desk()
      await desk.press(".")
      await save(&desk, to: "/dev/full")
      #expect(desk.status.contains("/dev/full"))
      #expect(!desk.status.hasPrefix("saved"))
      #expect(try desk.run.isUnsaved)
      mkdir("\(directory)/taken", 0o700)
      await save(&desk, to: "\(directory)/taken")
      #expect(desk.status.contains("\(directory)/taken"))
      #expect(names(in: directory) == ["taken"])
      #expect(try desk.run.isUnsaved)
    }
  }

  private func working() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  private func realPath(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
