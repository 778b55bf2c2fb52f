import CellGrid
import Explorer
import LatentModels
import Testing

@Suite("Large screens")
struct LargeScreenTests {
  @Test("From 140x40 the EM lab shows further views beside the one that keys act on; a click chooses one")
  func mixture() async {
    var desk = await Desk(size: Size(140, 40))
    await desk.press("e", "m", ".", ".", ".", ".")
    expect(
      desk.grid,
      shows: """
         elbow  [1 EM] 2 VI  3 VAE  4 Diff  5 Ladder                                                         faithful 272x2  seed 42  PAUSED it 4 E
        +=[Data and components]=================================++- Log-lik --------- = -1130.264 -++- Gain by iteration, log --- +0.0080164 nats -+
        |waiting                                                ||     |      *******#             ||nats                                          |
        |  |                                                    ||-1140+   ***                     || 100+                                         |
        |  |                                                 2  ||     |   *                       ||    | :::                                     |
        |  |                                   2      2  2      ||     |  *                        ||    | :::                                     |
        |  |                                    2..........     ||-1160+  *                        ||    | :::                                     |
        |90+                                 ....  22 222 2..   ||     |  *                        ||    | :::                                     |
        |  |                           2    ..2 22  2    22  .  ||-1180+ *                         ||    | :::                                     |
        |  |                         2   2..222222 22222 22  .  ||     | *                         ||  10+ :::                                     |
        |  |                            ..222  22222 22  22  .  ||-1200+*                          ||    | :::                                     |
        |80+                           ..2 222 222@22222 2  .   ||     |*                          ||    | :::  :::                                |
        |  |                           .    222222222 2222..2   ||     ++------+-----+------+-----+||    | :::  :::                                |
        |  |                         2 .   22   2  222  ..      ||      0      2     4      6     8||    | :::  :::                                |
        |  |             1             .. 2  222  2  2..        ||d/row 2.9e-5  tol 1e-6  monotone ||    | :::  :::                                |
        |70+                      2      ... 222 .....          |+---------------------------------+|   1+ :::  :::                                |
        |  |         1..             222    .....               |+- Components -- full, 11 params -+|    | :::  :::                                |
        |  |   1  ....  ... 1         2     2                   ||k    pi   mu1   mu2   sd1  sd2   ||    | :::  :::                                |
        |  |    .. 1   11 .     1                               ||1 0.356 2.037 54.48 0.263 5.81   ||    | :::  :::                                |
        |60+   .11 111111  .                                    ||2 0.644 4.290 79.97 0.412 6.00   ||    | :::  :::  :::                           |
        |  |  . 111 11     .                                    ||                                 || 0.1+ :::  :::  :::                           |
        |  | .. 1111@ 11 1 .  11                                ||                                 ||    | :::  :::  :::                           |
        |  | .1  111111  1. 1                                   ||                                 ||    | :::  :::  :::                           |
        |50+ .   11111111..                                     ||                                 ||    | :::  :::  :::                           |
        |  | .  1 1   1 .                                       ||                                 ||    | :::  :::  :::                           |
        |  |  .. 111  ..                                        ||                                 ||    | :::  :::  :::                           |
        |  |    ......                                          ||                                 ||0.01+ :::  :::  :::                           |
        |  |                                                    ||BIC 2322.2 AIC 2282.5 ICL 2322.7 ||    | :::  :::  :::  :::                      |
        |  +-+------+-----+------+-----+------+----- eruptions -||least sure: row 244 p=0.81 k=1   ||    | :::  :::  :::  :::                      |
        |   1.5    2.0   2.5    3.0   3.5    4.0    4.5   5.0   ||narrowest k=1: 0.22 sd of data   ||    | :::  :::  :::  :::                      |
        |1   2 = largest responsibility  @ mean  . 2-sigma      |+---------------------------------+|    | :::  :::  :::  :::                      |
        +=======================================================++- Settings ----------------- F2 -+|    | :::  :::  :::  :::                      |
        +- Row -------------------------------------------------+|K 2  full  start given           ||    +---+----+----+----+----+----+ iteration -|
        |                                                       ||ridge 1e-6  tol 1e-6  speed 4 it~||        1    2    3    4    5    6    7    8  |
        | Enter selects the row nearest to the cursor; n and N  ||axes eruptions, waiting          ||KL %   7    20   15   18                      |
        |                         walk                          ||units the data's own             ||: gain, log axis  % of it KL, free; rest dQ   |
        |                                                       ||                                 ||it 4: dQ 0.006542 + KL 0.001474 = dl 0.008016 |
        +-------------------------------------------------------++---------------------------------++----------------------------------------------+
         E-step 4: no row changed component. Next: M-step.
         Space run  , . step  e m half  [ ] scrub  F2 set  o open  r restart  b branch  D drop mean  Enter row  + - zoom  w view     ? help  q quit
        """)
    await desk.receive(.key(.mouse(MouseEvent(.press, at: Point(120, 6)))))
    #expect(desk.lines(with: "[Gain by iteration").count == 1)
    await desk.receive(.resized(Size(139, 40)))
    #expect(desk.lines(with: "Row").isEmpty)
    await desk.receive(.resized(Size(140, 39)))
    #expect(desk.lines(with: "Row").isEmpty)
  }

  @Test(
    "Other labs have further views on a large screen, and none of them takes the keys by itself",
    arguments: [LabName.vae, .diffusion, .ladder])
  func everyLab(_ lab: LabName) async {
    var desk = await Desk(Tables.clouds, MixtureSettings(components: 2), lab: lab, size: Size(139, 45))
    // What has something to show besides what is shown anyway.
    if lab != .ladder { await desk.press("S") }
    for _ in 0..<20 { await desk.tick() }
    let narrow = desk.grid.lines.joined().split(separator: "+- ").count
    await desk.receive(.resized(Size(170, 45)))
    #expect(desk.grid.lines.joined().split(separator: "+- ").count > narrow)
    #expect(desk.grid.lines.joined(separator: "\n").split(separator: "+=[").count == 2)
  }
}
