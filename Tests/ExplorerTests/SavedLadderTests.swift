import CellGrid
import DataFiles
import Explorer
import LatentModels
import NumericCore
import Testing
import TestSupport

@Suite("A saved ladder")
struct SavedLadderTests {
  @Test("Held on the way, pinned and sorted, saved and opened again: the same picture, nothing unsaved")
  func samePicture() async throws {
    try await withDirectory { (directory) async throws -> Void in
      let path = "\(directory)/ladder.safetensors"
      var first = await Desk.ladder()
      await first.press("Space")
      await first.climb(to: .hard)
      await first.press("Space", "p", "Down", "Down", "Down", "S", "y", "+", "w", "Tab")
      await first.save(to: path)
      #expect(first.status.hasPrefix("saved \(path)"))
      var second = await Desk.opening(path)
      #expect(second.explorer.shownLab == .ladder)
      #expect(second.explorer.ladderFound?.results.count == first.explorer.ladderFound?.results.count)
      await first.press("Ctrl-L")
      await second.press("Ctrl-L")
      expect(second.grid, shows: picture(first.grid))
      #expect(!second.explorer.needsTicks)
      #expect(await second.press("q") == ["quit"])
    }
  }

  @Test("Space goes on with the rungs that were not done, and comes to the same bits")
  func goingOn() async throws {
    try await withDirectory { (directory) async throws -> Void in
      let path = "\(directory)/ladder.safetensors"
      var first = await Desk.ladder(try onDisk(Tables.clouds, in: directory))
      await first.press("Space")
      await first.climb(to: .autoencoder)
      await first.press("Space")
      await first.save(to: path)
      var second = await Desk.opening(path)
      await second.press("Space")
      await second.wait()
      await first.press("Space")
      await first.wait()
      let (one, other) = (
        try #require(first.explorer.ladderFound), try #require(second.explorer.ladderFound)
      )
      #expect(other.results.count == 19)
      let isSame = SafetensorsFile.encode(one.archived()) == SafetensorsFile.encode(other.archived())
      #expect(isSame)
      await first.press("Ctrl-L")
      await second.press("Ctrl-L")
      expect(second.grid, shows: picture(first.grid))
      // A rung opens in its own lab, also one that was fitted before.
      await second.press("Home", "Down", "Down", "Enter")
      #expect(second.explorer.shownLab == .em)
      #expect(try second.run.portrait != nil)
      await second.press("5", "End", "Enter")
      #expect(second.explorer.shownLab == .diffusion)
    }
  }

  @Test("Settings that were changed after a climb are those of the next one, before and after saving")
  func changedSettings() async throws {
    try await withDirectory { (directory) async throws -> Void in
      let path = "\(directory)/ladder.safetensors"
      var first = await Desk.ladder()
      await first.press("Space")
      await first.climb(to: .normal)
      await first.press("Space", "F2")
      await first.type("0.3")
      await first.press("Enter", "Esc")
      await first.save(to: path)
      var second = await Desk.opening(path)
      await first.press("F2")
      await second.press("F2")
      #expect(
        second.lines(with: "0.3").first == first.lines(with: "0.3").first
          && !second.lines(with: "0.3").isEmpty)
    }
  }

  @Test("Quitting asks for the ladder until it is saved, and again when more is known")
  func unsaved() async throws {
    try await withDirectory { (directory) async throws -> Void in
      let path = "\(directory)/ladder.safetensors"
      var desk = await Desk.ladder()
      await desk.press("s")
      #expect(desk.status == "there is no ladder to save yet: Space climbs")
      await desk.press("Space")
      await desk.climb(to: .ppca)
      await desk.press("Space")
      #expect(await desk.press("q").isEmpty)
      #expect(!desk.lines(with: "Quit without saving the ladder? y / n   (s saves it)").isEmpty)
      await desk.press("s", "Ctrl-U")
      await desk.receive(.key(.paste(path)))
      #expect(await desk.press("Enter") == ["save ladder 34359738368 of 2 rungs to \(path)"])
      #expect(await desk.press("q") == ["quit"])
      await desk.press("Space")
      await desk.climb(to: .mixture)
      #expect(await desk.press("q").isEmpty)
      await desk.press("Esc", "Space")
      await desk.save(to: path)
      #expect(!desk.lines(with: "is there already. Replace it?").isEmpty)
      await desk.press("y")
      #expect(desk.status.hasPrefix("saved"))
      #expect(await desk.press("q") == ["quit"])
    }
  }

  @Test("What other seeds came to is kept, and drawn again")
  func seeds() async throws {
    try await withDirectory { (directory) async throws -> Void in
      let path = "\(directory)/ladder.safetensors"
      var first = await Desk.ladder(try onDisk(Tables.clouds, in: directory))
      await first.press("Space")
      await first.wait()
      await first.press("F", "Ctrl-L")
      for _ in 0..<20_000 where !first.status.hasPrefix("Seed 3 of 5") { await first.tick() }
      await first.press("c", "Home")
      for _ in 0..<9 { await first.press("Down") }
      #expect(!first.lines(with: "2 seeds").isEmpty)
      await first.save(to: path)
      var second = await Desk.opening(path)
      await first.press("Ctrl-L")
      await second.press("Ctrl-L")
      expect(second.grid, shows: picture(first.grid))
      #expect(second.explorer.ladderFound?.training.values == first.explorer.ladderFound?.training.values)
    }
  }

  @Test("Data that have changed since are noticed; where the rows are others, the ladder says so")
  func changedData() async throws {
    try await withDirectory { (directory) async throws -> Void in
      let (table, path) = ("\(directory)/t.csv", "\(directory)/ladder.safetensors")
      let lines = (0..<30).map { "\(Double(($0 * 37) % 30) / 7),\(Double(($0 * 11) % 30) / 3)\n" }
      try write("a,b\n" + lines.joined(), to: table)
      var desk = await Desk.ladder(try loadTable(DataRequest(location: table)))
      await desk.press("Space")
      await desk.climb(to: .mixture)
      await desk.press("Space")
      await desk.save(to: path)
      let same = await Desk.opening(path)
      #expect(!same.status.contains("have changed"))
      try write("a,b\n" + lines.dropLast().joined() + "9,9\n", to: table)
      let changed = await Desk.opening(path)
      #expect(changed.status.contains("the data have changed since the run was saved"))
      try write("a,b\n" + lines.dropLast(3).joined(), to: table)
      var other = await Desk.opening(path)
      await other.press("Ctrl-L")
      #expect(!other.lines(with: "NO LADDER").isEmpty)
      #expect(other.status.hasPrefix("The saved run cannot be opened"))
    }
  }

  @Test("A file that is mangled anywhere opens, or says why not, and is drawn")
  func mangled() async throws {
    try await withDirectory { (directory) async throws -> Void in
      let path = "\(directory)/ladder.safetensors"
      var first = await Desk.ladder(Tables.clouds)
      await first.press("Space")
      await first.climb(to: .autoencoder)
      await first.press("Space")
      await first.save(to: path)
      let archive = try SafetensorsFile.read(path: path)
      var random = RandomStream(seed: 11, purpose: .display)
      let values = [Double.nan, .infinity, -.infinity, 0, -1, 9e99, -9e99, 1e-300]
      let texts = [
        "", "0", "-1", "nan", "\u{1B}[2J\n", "9223372036854775807", "{\"zoom\":1e999}", "{\"chosen\":3}",
      ]
      let (tensors, strings) = (archive.tensors.keys.sorted(), archive.metadata.keys.sorted())
      for _ in 0..<60 {
        var damaged = archive
        for _ in 0...random.index(below: 3) {
          let name = tensors[random.index(below: tensors.count)]
          if let tensor = archive.tensors[name], random.index(below: 2) == 0 {
            let value = values[random.index(below: values.count)]
            damaged.tensors[name] = .init(
              shape: tensor.shape,
              values: tensor.values.map { random.index(below: 3) == 0 ? value : $0 })
          } else {
            let key = strings[random.index(below: strings.count)]
            if !key.hasPrefix("data.") { damaged.metadata[key] = texts[random.index(below: texts.count)] }
          }
        }
        try? SafetensorsFile.write(damaged, to: path)
        var desk = await Desk.opening(path)
        for key in ["y", "+", "S", "p", "Down", "w", "z", "z", "Tab", "i"] {
          await desk.press(key)
          _ = desk.grid
        }
      }
    }
  }
}
