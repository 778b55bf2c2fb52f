import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("Pictures of the variational lab")
struct VIPictureTests {
  /// The lab after two iterations, at rest.
  private func desk(_ size: Size = Size(100, 30), model: String? = nil, on data: DataTable = Tables.curve)
    async -> Desk
  {
    var desk = Desk.empty(lab: .vi, size: size, model: model)
    await desk.settle(desk.open(data))
    await desk.wait()
    await desk.press(".", ".")
    await desk.wait()
    return desk
  }

  @Test("Laws, trace, account, losses and settings of a curve after two iterations")
  func curve() async {
    let desk = await desk()
    expect(
      desk.grid,
      shows: """
        @@curve@@
        """, edges: 6)
  }

  @Test("The rows that lose most, and the account of one row, at 80x24")
  func rows() async {
    var desk = await desk(Size(80, 24))
    await desk.press("i", "N", "N")
    expect(
      desk.grid,
      shows: """
        @@rows@@
        """, edges: 6)
  }

  @Test("Two families of q side by side on the same data")
  func branch() async {
    var desk = await desk()
    await desk.press("b", "f", "n", "N")
    await desk.wait()
    expect(
      desk.grid,
      shows: """
        @@branch@@
        """, edges: 6)
  }

  @Test("Standard errors, the naive ones beside the sandwich")
  func errors() async {
    var desk = await desk()
    await desk.press("E")
    await desk.wait()
    expect(
      part(Rect(x: 0, y: 13, width: 58, height: 15), of: desk.grid),
      shows: """
        @@errors@@
        """)
  }

  @Test("The starts, and what they say")
  func starts() async {
    var desk = await desk()
    await desk.press("S")
    await desk.wait()
    #expect(desk.status.hasPrefix("The optimum is found from 6 of 6 starts; it is not the MLE: "))
  }

  @Test("The fork of a mean field, its account and its losses")
  func pitchfork() async {
    let desk = await desk(model: "binary-mean-field")
    expect(
      desk.grid,
      shows: """
        @@pitchfork@@
        """, edges: 6)
  }

  @Test("The exact law of two latents and the product in its place, and the gap by the dial")
  func ellipses() async {
    var desk = await desk(model: "gaussian-mean-field")
    await desk.press("Left")
    expect(
      part(Rect(x: 0, y: 0, width: 58, height: 21), of: desk.grid),
      shows: """
        @@ellipses@@
        """, edges: 10)
  }

  @Test("The encoder of a mixture as a discriminant")
  func discriminant() async {
    let desk = await desk(model: "mixture-encoder", on: Tables.faithful)
    expect(
      part(Rect(x: 0, y: 0, width: 58, height: 21), of: desk.grid),
      shows: """
        @@discriminant@@
        """, edges: 12)
  }

  @Test("The likelihood over two coordinates, the way so far and the maximum")
  func thetaPlane() async {
    var desk = await desk()
    await desk.press("t")
    await desk.wait()
    expect(
      part(Rect(x: 0, y: 13, width: 58, height: 15), of: desk.grid),
      shows: """
        @@plane@@
        """, edges: 20)
  }
}
