import CellGrid
import DataFiles
import Explorer
import LatentModels
import NumericCore
import Testing
import TestSupport

@Suite("Saved, left, opened: the same picture")
struct SavedViewTests {
  /// A lab on data after some keys.
  struct Case: Sendable, CustomTestStringConvertible {
    let lab: LabName
    let data: DataTable
    var plan: EMPlan?
    var size = Size(100, 30)
    let keys: [String]

    var testDescription: String { "\(lab) on \(data.name): \(keys.joined(separator: " "))" }
  }

  static let em: [Case] = [
    Case(
      lab: .em, data: Tables.faithful, plan: .mixture(Tables.faithfulStart),
      keys: [".", ".", "Right", "Right", "Up", "Enter", "+", "y", ">", "Tab"]),
    Case(
      lab: .em, data: Tables.iris, plan: .mixture(Tables.irisStart), size: Size(120, 40),
      keys: [".", ".", "v", "v", "n", "n", "Tab", "Down", "z"]),
    Case(
      lab: .em, data: Tables.faithful, plan: .mixture(Tables.faithfulStart),
      keys: [".", ".", ".", "w", "w", "w", "Right", "Right", "v", "+"]),
    Case(
      lab: .em, data: Tables.faithful, plan: .mixture(Tables.faithfulStart),
      keys: [".", ".", ".", "S", "i", "Down"]),
    Case(lab: .em, data: Tables.linkage, plan: .linkage(LinkageSettings()), keys: [".", ".", ".", ","]),
    Case(
      lab: .em, data: Tables.iris,
      plan: FactorSettings(.isotropic, latentDimensions: 2, start: .random, seed: 3).plan,
      keys: [".", ".", ".", "V"]),
  ]

  static let vi: [Case] = [
    Case(
      lab: .vi, data: Tables.curve,
      keys: [".", ".", "n", "n", "n", "Right", "Right", "+", "y", "Tab", "Tab"]),
    Case(lab: .vi, data: Tables.curve, keys: [".", ".", ".", "t", "v"]),
    Case(
      lab: .vi, data: Tables.curve, keys: [".", ".", "i", "Tab", "Tab", "Tab", "Tab", "Down", "Down", "z"]),
  ]

  static let vae: [Case] = [
    Case(
      lab: .vae, data: Tables.clouds,
      keys: [".", ".", ".", "n", "n", "Right", "Right", "Up", "+", "y", "Tab", "Tab"]),
    Case(lab: .vae, data: Tables.bars, keys: [".", ".", "n", "d", "d", "w", "g"]),
    Case(lab: .vae, data: Tables.bars, keys: [".", ".", "n", "S"]),
  ]

  static let diffusion: [Case] = [
    Case(
      lab: .diffusion, data: Tables.clouds,
      keys: [".", ".", ".", "Right", "Right", "Up", "+", "F", "P", "y", "Tab", "Tab"]),
    Case(lab: .diffusion, data: Tables.clouds, keys: [".", ".", "S", "Home", "]", "]", "]", "n", "n", "v"]),
    Case(lab: .diffusion, data: Tables.clouds, keys: [".", ".", "w", "w"]),
  ]

  @Test("Nothing of the picture is lost", arguments: em + vi + vae + diffusion)
  func samePicture(_ example: Case) async throws {
    try await withDirectory { (directory) async throws -> Void in
      let path = "\(directory)/run.safetensors"
      var first = await Desk(
        try onDisk(example.data, in: directory), MixtureSettings(components: 2), plan: example.plan,
        lab: example.lab, size: example.size
      )
      await first.wait()
      for key in example.keys {
        await first.press(key)
        await first.wait()
      }
      await first.save(to: path)
      #expect(first.status.hasPrefix("saved \(path)"))
      var second = await Desk.opening(path, size: example.size)
      await second.wait()
      #expect(second.explorer.shownLab == example.lab)
      await first.press("Ctrl-L")
      await second.press("Ctrl-L")
      // The maximum that the plane reaches to is looked for from where the fit stands, and found again but for its last bits.
      expect(second.grid, shows: picture(first.grid), edges: example.keys.contains("t") ? 40 : 0)
      // Nor when it is saved from there.
      await second.save(to: "\(directory)/again.safetensors")
      let archives = try [path, "\(directory)/again.safetensors"].map { try SafetensorsFile.read(path: $0) }
      #expect(archives[0].metadata["view"] != nil)
      #expect(archives[0].metadata["view"] == archives[1].metadata["view"])
    }
  }

  @Test(
    "A view that is no view, or is of other data, is passed over",
    arguments: [em[0], vi[0], vae[1], diffusion[0], diffusion[1]])
  func damagedView(_ example: Case) async throws {
    try await withDirectory { (directory) async throws -> Void in
      let path = "\(directory)/run.safetensors"
      var first = await Desk(
        try onDisk(example.data, in: directory), MixtureSettings(components: 2), plan: example.plan,
        lab: example.lab)
      await first.wait()
      for key in example.keys {
        await first.press(key)
        await first.wait()
      }
      await first.save(to: path)
      let archive = try SafetensorsFile.read(path: path)
      let view = try #require(archive.metadata["view"])
      var random = RandomStream(seed: 3, purpose: .display)
      var views: [String?] = [nil, "", "{}", "[]", "null", "7", String(repeating: "[", count: 50_000)]
      views += [
        "{\"row\":\"first\"}", "{\"unknown\":{\"x\":[1]}}", "{\"focus\":\"nowhere\",\"aside\":\"nothing\"}",
      ]
      for _ in 0..<40 { views.append(damaged(view, &random)) }
      for text in views {
        var copy = archive
        copy.metadata["view"] = text
        try SafetensorsFile.write(copy, to: path)
        var desk = await Desk.opening(path)
        #expect(desk.explorer.shownLab == example.lab)
        _ = desk.grid
        for _ in 0..<30 where desk.explorer.needsTicks { await desk.tick() }
        for key in ["Tab", "Right", "+", "z"] {
          _ = desk.grid
          await desk.press(key)
        }
      }
    }
  }

  /// The JSON with some of its numbers and names as others.
  private func damaged(_ view: String, _ random: inout RandomStream) -> String {
    let numbers = [
      "-1", "0", "1", "99999999", "1e300", "-1e300", "9223372036854775807", "0.5", "null", "true",
    ]
    var result = ""
    var isNumber = false
    for character in view {
      let isDigit =
        character.isNumber || character == "-" || (isNumber && (character == "." || character == "e"))
      if isDigit, !isNumber, random.index(below: 3) == 0 {
        result += numbers[random.index(below: numbers.count)]
        isNumber = true
        continue
      }
      if isDigit, isNumber, result.last?.isNumber != true { continue }
      isNumber = isDigit
      result.append(character)
    }
    return result
  }
}
