import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("The accounts of the diffusion lab")
struct DiffusionAccountTests {
  /// The lab on two clouds, EM's mixture fitted, nothing trained.
  private func desk(_ size: Size = Size(100, 30), _ keys: String...) async -> Desk {
    var desk = Desk.empty(lab: .diffusion, size: size)
    await desk.settle(desk.open(Tables.clouds))
    await desk.wait()
    for key in keys {
      await desk.press(key)
      await desk.wait()
    }
    return desk
  }

  @Test("w computes the account that it shows, once; the next views of the same account ask nothing")
  func begun() async {
    var desk = await desk()
    let first = await desk.press("w")
    #expect(first.contains { $0.contains("accounts with EM's mixture") })
    await desk.wait()
    #expect(await desk.press("w").isEmpty)
    #expect(await desk.press("W").isEmpty)
    #expect(desk.lines(with: "EM = ").count == 1)
  }

  @Test("Shown before EM is done, the account begins when it is")
  func waits() async {
    var desk = Desk.empty(lab: .diffusion)
    await desk.settle(desk.open(Tables.clouds))
    #expect(await desk.press("w").allSatisfy { !$0.contains("accounts") })
    #expect(desk.lines(with: "waits for EM").count == 1)
    await desk.wait()
    #expect(desk.lines(with: "EM = ").count == 1)
  }

  @Test("A net that has learned on makes the account stale, and S computes it again; c gives it up")
  func stale() async {
    var desk = await desk(Size(100, 30), "w")
    #expect(desk.lines(with: "stale").isEmpty)
    await desk.press(".")
    await desk.wait()
    #expect(desk.lines(with: "stale: S anew").count == 1)
    let effects = await desk.press("S")
    #expect(effects.contains { $0.contains("accounts with EM's mixture") })
    #expect(desk.lines(with: "c cancels").count == 1)
    await desk.press("c")
    await desk.wait()
    #expect(desk.lines(with: "cancelled: S anew").count == 1)
    await desk.press("Enter")
    await desk.wait()
    #expect(desk.lines(with: "step 1").count >= 1 && desk.lines(with: "anew").isEmpty)
  }

  @Test("Every view of an account, in every size and every set of glyphs")
  func sizes() async {
    var desk = await desk(Size(100, 30), "S")
    for view in 0..<8 {
      await desk.press("w")
      if view == 5 { await desk.wait() }
      for (width, height) in [
        (1, 1), (2, 3), (24, 7), (30, 9), (40, 12), (60, 18), (72, 20), (80, 24), (92, 27), (140, 45),
        (300, 90),
      ] {
        await desk.receive(.resized(Size(width, height)))
        let grid = desk.grid
        #expect(grid.size == Size(width, height))
        for line in grid.lines {
          #expect(line.unicodeScalars.allSatisfy { $0.isASCII }, "\(width)x\(height): \(line)")
        }
        await desk.press("z")
        #expect(desk.grid.size == Size(width, height))
        await desk.press("z")
      }
      await desk.press("G")
      _ = desk.grid
      await desk.press("G", "G", "G")
      await desk.receive(.resized(Size(100, 30)))
    }
  }
}
