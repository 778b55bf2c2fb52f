import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("The views that explain EM")
struct ExplainingViewTests {
  /// The lab after one iteration and an E half-step, with the view whose title is `title` beside the plot.
  private func desk(
    _ title: String, after keys: [String] = ["e", "m", "e"], size: Size = Size(100, 30)
  ) async -> Desk {
    var desk = await Desk(size: size)
    for key in keys { await desk.press(key) }
    for _ in 0..<8 where desk.lines(with: title).isEmpty { await desk.press("w") }
    return desk
  }

  @Test("The line is asked for only where its view is shown, and again after every step")
  func asking() async throws {
    var desk = await desk("Touching minoriser")
    let first = try #require(desk.explorer.minoriser)
    #expect(abs(first.touch.point.gap) < 1e-9 && first.theta == first.touch)
    await desk.press("m")
    let second = try #require(desk.explorer.minoriser)
    #expect(abs(second.theta.point.place - 1) < 1e-9 && second.theta.point.gap > 0)
    #expect(desk.status.contains("e gathers it"))
    await desk.press("w")
    await desk.press(".")
    #expect(desk.explorer.minoriser == nil)
  }

  @Test("Arrows drag θ; e takes q there, m goes to the maximum of the bound, Esc gives both back to the fit")
  func dragging() async throws {
    var desk = await desk("Touching minoriser")
    let fit = try #require(desk.explorer.minoriser)
    let step = (fit.range.upperBound - fit.range.lowerBound) / 40
    await desk.press("Right", "l", "Right")
    let dragged = try #require(desk.explorer.minoriser)
    #expect(abs(dragged.theta.point.place - 3 * step) < 1e-12 && dragged.theta.point.gap > 0)
    #expect(dragged.touch == fit.touch)
    #expect(try desk.run.position == 3, "the fit itself stays")
    #expect(desk.status.contains("F lies below l by KL"))
    await desk.press("e")
    let taken = try #require(desk.explorer.minoriser)
    #expect(taken.touch.point.place == taken.theta.point.place && abs(taken.theta.point.gap) < 1e-9)
    await desk.press("m")
    let gone = try #require(desk.explorer.minoriser)
    #expect(gone.theta.point.place == taken.maximum.place)
    #expect(gone.theta.point.logLikelihood > taken.theta.point.logLikelihood)
    await desk.press("Esc")
    #expect(desk.explorer.minoriser == fit)
    #expect(try desk.run.position == 3)
    // Now that nothing is moved, m is the half-step of the fit again.
    await desk.press("m")
    #expect(try desk.run.position == 4)
  }

  @Test("f goes through the laws, and the touch fails; at the end it is that of the fit again")
  func laws() async throws {
    var desk = await desk("Touching minoriser")
    var kinds: [ExpectationKind] = []
    for _ in 0..<4 {
      await desk.press("f")
      let found = try #require(desk.explorer.minoriser)
      kinds.append(found.law)
      #expect(found.touch.point.gap > 0.01)
      #expect(desk.status.contains("F touches l nowhere"))
    }
    #expect(kinds == [.hard, .stochastic, .monteCarlo(draws: 10), .monteCarlo(draws: 100)])
    await desk.press("f")
    #expect(try #require(desk.explorer.minoriser).law == .exact)
  }

  @Test("v goes through the free parameters; Enter puts the fit where θ was dragged to")
  func lines() async throws {
    var desk = await desk("Touching minoriser")
    await desk.press("v")
    let found = try #require(desk.explorer.minoriser)
    #expect(found.line == .parameter(0) && found.name == "pi1")
    #expect(desk.lines(with: " pi1 ").count == 1)
    await desk.press("V")
    #expect(desk.explorer.minoriser?.line == .step)
    await desk.press("v", "v", "Left", "Left")
    let dragged = try #require(desk.explorer.minoriser)
    await desk.press("Enter")
    let now = try #require(desk.explorer.minoriser)
    #expect(abs(now.theta.point.place - dragged.theta.point.place) < 1e-9)
    #expect(abs(now.touch.point.gap) < 1e-9, "the line leads through the new parameter")
    #expect(try desk.run.history.count == 4)
  }

  @Test("The zoom narrows the line about its middle")
  func zoom() async throws {
    var desk = await desk("Touching minoriser")
    await desk.press("+")
    let near = try #require(desk.explorer.minoriser)
    #expect(abs(near.range.lowerBound - 0) < 1e-12 && abs(near.range.upperBound - 2) < 1e-12)
    await desk.press("=", "-")
    #expect(abs(try #require(desk.explorer.minoriser).range.upperBound - 3.25) < 1e-12)
  }

  @Test("The stack tells of each iteration how much was aimed at and how much came free")
  func stack() async throws {
    var desk = await desk("Gain by iteration", after: [".", ".", ".", "."])
    let bars = ProximalStack(of: try desk.run.history).bars
    #expect(bars.count == 4)
    let format = NumberFormat.significant(4)
    func isReadOut(_ bar: ProximalStack.Bar) -> Bool {
      !desk.lines(with: "it \(bar.iteration): dQ \(format.text(bar.gainOfQ))").isEmpty
    }
    #expect(isReadOut(bars[3]))
    await desk.press("Left")
    #expect(isReadOut(bars[2]) && desk.status.contains("Iteration 3"))
    await desk.press("y")
    #expect(desk.lines(with: "Gain by iteration, log").isEmpty)
    await desk.press("Esc")
    #expect(isReadOut(bars[3]))
    await desk.press("m")
    #expect(desk.status.contains("what comes free with it, e tells"))
  }

  @Test("S goes on to the maximum in the background; then ellipses, the rate, and the contraction seen")
  func missing() async throws {
    var desk = await desk("Missing information", after: [".", ".", ".", ".", ".", ".", ".", "."])
    #expect(desk.lines(with: "S goes on to the maximum").count == 1)
    await desk.press("S")
    await desk.wait()
    let found = try #require(desk.explorer.missingFound)
    #expect(found.hasConverged)
    let rate = try #require(found.information?.rate)
    #expect(abs(rate - 0.24077) < 1e-3, "the ridge moves it a little")
    #expect(desk.lines(with: "rate 0.240").count == 1 && desk.lines(with: "missing of pi1 0.4 %").count == 1)
    let observed = try #require(found.path?.observedRate)
    #expect(abs(observed - rate) < 0.02)
    #expect(try desk.run.position == 17, "the fit stays where it was")
    await desk.press("Right", "Down")
    #expect(desk.lines(with: "missing of mu1 waiting").count == 1)
    await desk.press("E", "E", "E")
    await desk.wait()
    #expect(desk.lines(with: ". refits").count == 1)
  }

  @Test("Every view is drawn at every size, in every state")
  func sizes() async throws {
    for title in ["Touching minoriser", "Gain by iteration", "Missing information"] {
      var desk = await desk(title)
      if title == "Missing information" { await desk.press("S") }
      await desk.wait()
      for size in [Size(1, 1), Size(24, 7), Size(40, 12), Size(80, 24), Size(100, 30), Size(200, 60)] {
        await desk.receive(.resized(size))
        #expect(desk.grid.size == size)
        if size.width > 24 { #expect(desk.lines(with: title).count == 1, "\(title) at \(size)") }
      }
    }
  }

  @Test("A click in the view of the bound puts theta there, and the wheel zooms")
  func clickInMinoriser() async throws {
    var desk = await desk("Touching minoriser", after: [".", "e", "m"])
    let before = try #require(desk.explorer.minoriser)
    await desk.mouse(.press, 45, 20)
    let after = try #require(desk.explorer.minoriser)
    #expect(after.theta.point.place > before.theta.point.place)
    await desk.mouse(.wheelUp, 45, 20)
    let zoomed = try #require(desk.explorer.minoriser)
    let length = { (slice: MinoriserSlice) in slice.range.upperBound - slice.range.lowerBound }
    #expect(length(zoomed) < length(after))
  }

  @Test("A click on a column of the gains reads that iteration out")
  func clickInStack() async throws {
    var desk = await desk("Gain by iteration", after: [".", ".", ".", "."])
    await desk.mouse(.press, 7, 18)
    #expect(desk.status.hasPrefix("Iteration 1:"))
  }
}
