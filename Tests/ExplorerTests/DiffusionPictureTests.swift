import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("Pictures of the diffusion lab")
struct DiffusionPictureTests {
  private func desk(_ data: DataTable, _ keys: [String], _ size: Size = Size(100, 30)) async -> Desk {
    var desk = await Desk(data, MixtureSettings(components: 2), lab: .diffusion, size: size)
    await desk.wait()
    for key in keys {
      await desk.press(key)
      await desk.wait()
    }
    return desk
  }

  @Test("The exact score of the EM mixture, and what it makes of the row under the cursor")
  func field() async {
    let desk = await desk(Tables.faithful, ["F", "F", "Left", "Left", "Left", "Left", "Up", "Up"])
    expect(
      desk.grid,
      shows: """
        FIELD
        """, edges: 12)
  }

  @Test("A film by the exact denoiser at its end, with the density of the mixture, on 80 columns")
  func density() async {
    let desk = await desk(Tables.faithful, ["f", "C"], Size(80, 24))
    expect(
      desk.grid,
      shows: """
        DENSITY
        """, edges: 12)
  }

  @Test("Two samplers from the same noise, half way")
  func twoFilms() async {
    let desk = await desk(Tables.faithful, ["f", "p", "S", "Home", "}", "}", "g"])
    expect(
      part(Rect(x: 0, y: 0, width: 58, height: 19), of: desk.grid),
      shows: """
        FILMS
        """, edges: 12)
  }

  @Test("Points that a person put")
  func drawing() async {
    let desk = await desk(
      Tables.greyBars,
      [
        "d", "Enter", "Right", "Right", "Up", "Up", "Up", "Enter", "Left", "Left", "Left", "Left", "Up",
        "Enter", "Down",
      ],
      Size(80, 24))
    expect(
      desk.grid,
      shows: """
        DRAWING
        """)
  }
}
