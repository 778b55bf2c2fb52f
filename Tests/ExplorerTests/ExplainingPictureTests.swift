import CellGrid
import Explorer
import PlotKit
import Testing
import TestSupport

@Suite("Pictures of the views that explain EM")
struct ExplainingPictureTests {
  /// The lab with the view whose title is `title`.
  private func desk(
    _ title: String, after keys: String..., size: Size = Size(100, 30)
  ) async -> Desk {
    var desk = await Desk(size: size)
    for key in keys { await desk.press(key) }
    for _ in 0..<8 where desk.lines(with: title).isEmpty { await desk.press("w") }
    return desk
  }

  /// The rows from the one with `title` to the end.
  private func view(_ title: String, _ desk: Desk) -> Grid {
    let grid = desk.grid
    let top = grid.lines.firstIndex { $0.contains(title) } ?? 0
    return part(Rect(x: 0, y: top, width: grid.size.width, height: grid.size.height - top), of: grid)
  }

  @Test("After E: the bound touches the log-likelihood where θ is")
  func touch() async {
    expect(view("Touching", await desk("Touching", after: "e", "m", "e")), shows: "")
  }

  @Test("After M: θ at the maximum of the bound, the log-likelihood higher by KL")
  func maximum() async {
    expect(view("Touching", await desk("Touching", after: "e", "m", "e", "m")), shows: "")
  }

  @Test("θ dragged, and q hard: the touch fails; alone on a small screen")
  func hard() async {
    var desk = await desk("Touching", after: "e", "m", "e", size: Size(60, 18))
    await desk.press("f", "Right", "Right", "Right", "Right", "Right", "Right", "Right", "Right")
    expect(desk.grid, shows: "")
  }

  @Test("Along a free parameter")
  func parameter() async {
    var desk = await desk("Touching", after: ".", ".", ".", ".", ".", ".", size: Size(80, 24))
    await desk.press("v", "v")
    expect(view("Touching", desk), shows: "")
  }

  @Test("The gains of seven iterations on a logarithmic axis, and on a linear one")
  func stack() async {
    var desk = await desk("Gain", after: ".", ".", ".", ".", ".", ".", ".", ".")
    expect(view("Gain", desk), shows: "")
    await desk.receive(.resized(Size(80, 24)))
    await desk.press("y", "Left", "Left", "Left", "Left")
    expect(view("Gain", desk), shows: "")
  }

  @Test("Ellipses and speed, beside each other and alone")
  func missing() async {
    var desk = await desk("Missing", after: ".", ".", ".", ".", ".", ".", ".", ".")
    expect(view("Missing", desk), shows: "")
    await desk.press("S")
    await desk.wait()
    expect(view("Missing", desk), shows: "")
    await desk.press("Right", "Right", "z")
    expect(desk.grid, shows: "")
    await desk.receive(.resized(Size(40, 12)))
    expect(desk.grid, shows: "")
  }
}
