import CellGrid
import Explorer
import LatentModels
import NumericCore

extension Desk {
  /// The ladder on `data`, with rungs that are trained for a moment only.
  static func ladder(
    _ data: DataTable = Tables.faithful, _ size: Size = Size(100, 30)
  ) async -> Desk {
    var desk = await Desk(data, MixtureSettings(components: 2), lab: .ladder, size: size)
    await desk.press("F2", "Down", "Down")
    await desk.set("2")
    await desk.press("Down", "Down")
    await desk.set("60")
    for number in ["5", "20", "40", "10"] {
      await desk.press("Down")
      await desk.set(number)
    }
    await desk.press("Esc")
    return desk
  }

  /// Types a number into the line of a form.
  private mutating func set(_ number: String) async {
    await type(number)
    await press("Enter")
  }

  /// Lets time go on until a rung is known.
  mutating func climb(to rung: Rung) async {
    for _ in 0..<5000 where explorer.ladderFound?.result(rung) == nil { await tick() }
  }

  /// Saves what is shown under `path`.
  mutating func save(to path: String) async {
    await press("s", "Ctrl-U")
    await receive(.key(.paste(path)))
    await press("Enter")
  }

  /// Another explorer, in which what was saved under `path` is open.
  static func opening(_ path: String, size: Size = Size(100, 30)) async -> Desk {
    var desk = await Desk(nil, MixtureSettings(components: 4), size: size)
    await desk.press("o")
    await desk.receive(.key(.paste(path)))
    await desk.press("Enter")
    return desk
  }
}
