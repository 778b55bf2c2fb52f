import CellGrid
import Explorer
import Testing
import TestSupport

@Suite("Pictures of what lies over the lab")
struct OverlayPictureTests {
  @Test("The settings, with a number being typed")
  func settings() async {
    var desk = await Desk()
    await desk.press("F2", "Down", "Down", "Down", "Down", "0", ".", "x", "Enter")
    expect(
      part(Rect(x: 52, y: 11, width: 48, height: 17), of: desk.grid),
      shows: """
        +=[Settings]====================== < > change =+
        | model              Gaussian mixture          |
        | components K       2                         |
        | covariance family  full                      |
        | uniform noise      off                       |
        | start              given                     |
        | ridge              0.x                       |
        | E-step             exact                     |
        | M-step             full                      |
        | tolerance          1e-6                      |
        | starts to try      5                         |
        | speed              4 it/s                    |
        |                                              |
        | 0 or a positive number, such as 1e-6         |
        | digits type, Enter takes; Esc closes         |
        |                                              |
        +==============================================+
        """)
  }

  @Test("Opening: a name that is completed, then the columns beside the first rows")
  func opening() async {
    var desk = await Desk(size: Size(80, 24))
    await desk.press("o")
    await desk.type("iri")
    await desk.press("Down")
    expect(
      part(Rect(x: 0, y: 2, width: 80, height: 5), of: desk.grid),
      shows: """
        +=[Open data]===================================================== Esc closes =+
        |file or name: iri                                                             |
        |Tab completes, Up and Down pick, Enter goes on                                |
        |iris                            sepals and petals of three species of iris, i~|
        |                                                                              |
        """)
    await desk.press("Enter", "Down", "Space", "s")
    expect(
      desk.grid,
      shows: """
         elbow  [1 EM] 2 VI  3 VAE  4 Diff  5 Ladder               seed 42  PAUSED it 0
        +=[Data and components]========================++- Log-lik --------------------+
        +=[Open data]======================================================= Esc back =+
        |iris                                                                          |
        |sepals and petals of three species of iris, in centimetres                    |
        |[v] standardise (s)   Space chooses, a all, L label, w weights, Enter opens   |
        |                                                                              |
        |[v] sepal_length                  sepal_length sepal_width petal_length      >|
        |[ ] sepal_width                            5.1         3.5          1.4       |
        |[v] petal_length                           4.9           3          1.4       |
        |[v] petal_width                            4.7         3.2          1.3       |
        |                                           4.6         3.1          1.5       |
        |                                             5         3.6          1.4       |
        |                                           5.4         3.9          1.7       |
        |                                           4.6         3.4          1.4       |
        |                                             5         3.4          1.5       |
        |                                           4.4         2.9          1.4       |
        |                                           4.9         3.1          1.5       |
        |                                           5.4         3.7          1.5       |
        |                                           4.8         3.4          1.6       |
        |                                  v 8                                         |
        +==============================================================================+
         At the start (given): no responsibilities yet. e takes the E-step, Space runs.
         Space run  , . step  e m half  [ ] scrub  F2 set  o open        ? help  q quit
        """)
  }

  @Test("Help, searched")
  func help() async {
    var desk = await Desk(size: Size(80, 24))
    await desk.press("?")
    await desk.type("plot")
    expect(
      part(Rect(x: 0, y: 8, width: 80, height: 8), of: desk.grid),
      shows: """
        +=[Help]========================================================== Esc closes =+
        |find: plot                                                                    |
        |Looking                                                                       |
        | w              Next view beside the plot                                     |
        | W              Previous view beside the plot                                 |
        | +              Zoom into the plot, about the cursor                          |
        |                                                                              |
        +==============================================================================+
        """)
  }

  @Test("The palette, with the best match on top")
  func palette() async {
    var desk = await Desk(size: Size(80, 24))
    await desk.press(":")
    await desk.type("step")
    expect(
      part(Rect(x: 8, y: 4, width: 64, height: 8), of: desk.grid),
      shows: """
        +=[Commands]=================================== Enter does it =+
        |: step                                                        |
        |Take the E half-step, where it is next                      e |
        |Take the M half-step, where it is next                      m |
        |Scrub one half-step or minibatch on in the history          ] |
        |Scrub one half-step back                                    [ |
        |Scrub ten half-steps on                                     } |
        |Scrub ten half-steps back                                   { |
        """)
  }

  @Test("The questions: which mean, where to save, whether to quit")
  func prompts() async {
    var desk = await Desk(size: Size(80, 24))
    await desk.press("e", "l", "D", "7")
    expect(
      part(Rect(x: 15, y: 9, width: 49, height: 5), of: desk.grid),
      shows: """
        +=[elbow]========================= Esc cancels =+
        |Drop the mean of which component here? 1 to 2  |
        |>                                              |
        |a number from 1 to 2                           |
        +===============================================+
        """)
    await desk.press("Esc", "s")
    expect(
      part(Rect(x: 17, y: 9, width: 46, height: 5), of: desk.grid),
      shows: """
        +=[elbow]====================== Esc cancels =+
        |Save the run as                             |
        |> faithful.safetensors                      |
        |                                            |
        +============================================+
        """)
    await desk.press("Esc", "q")
    expect(
      part(Rect(x: 13, y: 10, width: 53, height: 3), of: desk.grid),
      shows: """
        +=[elbow]============================= Esc cancels =+
        |Quit without saving the run? y / n   (s saves it)  |
        +===================================================+
        """)
  }

  @Test("Without data, what to press")
  func empty() async {
    let desk = await Desk(nil, size: Size(60, 8))
    expect(
      desk.grid,
      shows: """


                              no data are open

               o opens a file, a built-in set or a generator
                                  q quits
        """)
  }
}
