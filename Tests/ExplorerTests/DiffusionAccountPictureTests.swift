import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("Pictures of the accounts of the diffusion lab")
struct DiffusionAccountPictureTests {
  /// The panel below the rows.
  private func below(_ desk: Desk) -> Grid {
    let (size, top) = (desk.grid.size, desk.grid.size.height == 30 ? 17 : 14)
    return part(Rect(x: 0, y: top, width: size.width, height: size.height - 2 - top), of: desk.grid)
  }

  @Test("The six accounts, of a net that has learned nothing, beside the exact answers")
  func accounts() async {
    var desk = await Desk.diffusion(Tables.faithful, ["f"], Size(100, 30))
    // What every way to a likelihood says.
    await desk.press("w")
    await desk.wait()
    expect(
      below(desk),
      shows: """
        +--------------------------------------------------------++----------------------------------------+
        +=[Likelihoods]========================================================== total of 245 rows, nats =+
        |K=2    EM = -1015.0372   VLB >= -1017.1743         ODE ~ -1015.0371                               |
        |net    step 0            VLB >=~ -1427.8 +-8.3     ODE ~ -1370.2258                               |
        |                                                                                                  |
        |                                                                                            |>=VLB|
        |                                                                                            |~ODE |
        |     |>=~net VLB |~net ODE                                    |=one Gaussian                |=EM  |
        |-1450    -1400      -1350     -1300      -1250     -1200     -1150      -1100     -1050       nats|
        |T 200, optimal variance (i); VLB 2.14 below EM; the net's 411 below that                          |
        +==================================================================================================+
        """, edges: 8)
    // The bound level by level.
    await desk.press("w")
    await desk.wait()
    expect(
      below(desk),
      shows: """
        +--------------------------------------------------------++----------------------------------------+
        +=[Bound by level]============================================= nats per row, i: optimal variance =+
        |   |!!!                                                                                           |
        |0.2+###!!                                                                                         |
        |0.1+#####!!!                                                                                      |
        |0.0+##########################____________________________________________________________________|
        |            20       40        60       80       100       120      140      160       180       t|
        |# irreducible  = variance choice  ! network excess                                                |
        |irreducible 4.1870 + variance 0.0000 + network 1.6409 = 5.8280 >=~ -log p                         |
        |Half of the network's excess at t 7 to 50; half of the rest at t 2 to 11                          |
        +==================================================================================================+
        """, edges: 8)
    // The error curve, whose area is the likelihood.
    await desk.press("w")
    await desk.wait()
    expect(
      below(desk),
      shows: """
        +--------------------------------------------------------++----------------------------------------+
        +=[Error of x0 x SNR/2]====================================================== area = nats per row =+
        |1.0+                                                        .o..o+.o*+**+**o+**+***+**+***+**+***+|
        |   |                                               oooooo.oo**+*****                              |
        |0.5+                                          oooooo*******                                       |
        |0.0+**+**+***+**+***+**+***o**+***o**+o*o+oo+o.                                                   |
        |    -12.5    -10.0    -7.5     -5.0     -2.5      0.0     2.5      5.0      7.5     10.0   log SNR|
        |. N(0,I)  + one Gaussian  * exact, EM's mixture  o net                                            |
        |Area below N(0,I): exact ~ 1.4331  net ~ -0.2542  one Gaussian ~ 0.8493 nats per row              |
        |Its area is the likelihood (I-MMSE): ~ -1015.0418, EM = -1015.0372, total                         |
        +==================================================================================================+
        """, edges: 8)
    // When rows choose their component.
    await desk.press("w")
    await desk.wait()
    expect(
      below(desk),
      shows: """
        +========================================================++----------------------------------------+
        +- Commitment: r of EM's mixture along the path ----------------------- half have chosen by t 116 -+
        |  ..................................:::::::::::::::11111111111111111111111111111111111111111111111|
        |  .......................................................:::::::::::111111111111111111111111111111|
        |  ...::::::::::::222222222222222222222222222222222222222222222222222222222222222222222222222222222|
        |  .....:::::::::::::::::::::2222222222222222222222222222222222222222222222222222222222222222222222|
        |  .........:::::::::::::::::::::::::::222222222222222222222222222222222222222222222222222222222222|
        |> ....................:::::::::::::::::::::::::222222222222222222222222222222222222222222222222222|
        |  ...................................................:::::::::::::22222222222222222222222222222222|
        |  t 200                       r of 1 to 2 at least 0.9; : . undecided                          t 0|
        +--------------------------------------------------------------------------------------------------+
        """, edges: 8)
    // One likelihood, two routes.
    await desk.press("w")
    await desk.wait()
    expect(
      below(desk),
      shows: """
        +--------------------------------------------------------++----------------------------------------+
        +=[One likelihood, two routes]================================================= i: Heun, 50 steps =+
        |-1000+. . . . . . . . *************************************                 .  ..       . . .     |
        |     |         *******                                            ..      .......    ........     |
        |-1200+     ****                                                . ...     ........     .......     |
        |     |  ****                                                  .....       ........    ........    |
        |     |***                                                     ...          .....       .....      |
        |      0.0      0.2        0.4       0.6        0.8     time                 .            .        |
        |* added up so far  . EM                                       t 0.00      t 0.50      t 1.00      |
        |EM = -1015.0372  flow ~ -1014.7592: +0.278 by Heun in 50, +8.70e-5 by N(0,I)                      |
        +==================================================================================================+
        """, edges: 8)
    // The noise level as a bandwidth.
    await desk.press("w")
    await desk.wait()
    expect(
      below(desk),
      shows: """
        +--------------------------------------------------------++----------------------------------------+
        +=[Noise level = bandwidth]============================================== total of 245 rows, nats =+
        | -900+                                                            .  + . .                        |
        |-1000+                                           .+ ++.  +  .  +                                  |
        |-1100+. . . . . . . . . . . . . . +*****+*****+******O*************** . . . . . . . . . . . . . . |
        |     |                      *+****                                   ****                         |
        |       -2      -1       0       1      2       3       4       5       6        log SNR = -2 log h|
        |* leave one out  + in sample  . EM's mixture, left out                                            |
        |best h 0.159: leave-one-out = -1025.32, in sample = -987.51; mixture K=2 left out = -1027.35      |
        |That is t 19 of 200: there the rows' own diffusion would best stop.                               |
        +==================================================================================================+
        """, edges: 8)
  }

  @Test("The six accounts on 80 columns")
  func narrowAccounts() async {
    var desk = await Desk.diffusion(Tables.faithful, ["f"], Size(80, 24))
    // What every way to a likelihood says.
    await desk.press("w")
    await desk.wait()
    expect(
      below(desk),
      shows: """
        +=[Likelihoods]====================================== total of 245 rows, nats =+
        |K=2    EM = -1015.0372   VLB >= -1017.1743         ODE ~ -1015.0371           |
        |net    step 0            VLB >=~ -1427.8 +-8.3     ODE ~ -1370.2258           |
        |                                                                    >=VLB|    |
        |    |>=~net VLB                                                          |~ODE|
        |    |        |~net ODE                           |=one Gaussian          |=EM |
        |T 200, optimal variance (i); VLB 2.14 below EM; the net's 411 below that      |
        +==============================================================================+
        """, edges: 8)
    // The bound level by level.
    await desk.press("w")
    await desk.wait()
    expect(
      below(desk),
      shows: """
        +=[Bound by level]========================= nats per row, i: optimal variance =+
        |0.2+!!!                                                                       |
        |   |###!!                                                                     |
        |0.0+################__________________________________________________________|
        |          20     40      60     80     100     120    140    160     180     t|
        |irreducible 4.1870 + variance 0.0000 + network 1.6409 = 5.8280 >=~ -log p     |
        |Half of the network's excess at t 7 to 50; half of the rest at t 2 to 11      |
        +==============================================================================+
        """, edges: 8)
    // The error curve, whose area is the likelihood.
    await desk.press("w")
    await desk.wait()
    expect(
      below(desk),
      shows: """
        +=[Error of x0 x SNR/2]================================== area = nats per row =+
        |1+                                          oo.oo+o*+o+**+*o+**+**+**+*+**+**+|
        | |                                   ooooooo**+****                           |
        |0+*+**+**+**+**+**+*+o*+**o**o*oo*oooo*                                       |
        |  -12.5  -10.0  -7.5   -5.0   -2.5     0.0    2.5    5.0    7.5  10.0  log SNR|
        |Below N(0,I): exact ~ 1.4331  net ~ -0.2542  one Gaussian ~ 0.8493 nats       |
        |Its area is the likelihood (I-MMSE): ~ -1015.0418, EM = -1015.0372, total     |
        +==============================================================================+
        """, edges: 8)
    // When rows choose their component.
    await desk.press("w")
    await desk.wait()
    expect(
      below(desk),
      shows: """
        +- Commitment: r of EM's mixture along the path --- half have chosen by t 116 -+
        |  ...:::::::::::::::2222222222222222222222222222222222222222222222222222222222|
        |  ....::::::::::::::::::222222222222222222222222222222222222222222222222222222|
        |  ............:::::::::::::::::::::2222222222222222222222222222222222222222222|
        |> ................::::::::::::::::::::2222222222222222222222222222222222222222|
        |  ....................................::::::::::::2222222222222222222222222222|
        |  t 200             r of 1 to 2 at least 0.9; : . undecided                t 0|
        +------------------------------------------------------------------------------+
        """, edges: 8)
    // One likelihood, two routes.
    await desk.press("w")
    await desk.wait()
    expect(
      below(desk),
      shows: """
        +=[One likelihood, two routes]============================= i: Heun, 50 steps =+
        |-1000+. . . . . *******************************                  . ..... .    |
        |     |      *****                                   . .....     ..........    |
        |-1200+  ****                                       ......        ...........  |
        |     |***                                           .                ...      |
        |      0.0    0.2     0.4     0.6     0.8   time     t 0.00         t 1.00     |
        |EM = -1015.0372  flow ~ -1014.7592: +0.278 by Heun in 50, +8.70e-5 by N(0,I)  |
        +==============================================================================+
        """, edges: 8)
    // The noise level as a bandwidth.
    await desk.press("w")
    await desk.wait()
    expect(
      below(desk),
      shows: """
        +=[Noise level = bandwidth]========================== total of 245 rows, nats =+
        |     |                                            +  . + . +.                 |
        |-1000+. . . . . . . . . . . . ***+***+***++O**+*******. . . . . . . . . . . . |
        |     |                **+***+**                      ******                   |
        |      -2    -1      0     1     2     3      4     5     6  log SNR = -2 log h|
        |best h 0.159: leave-one-out = -1025.32; mixture = -1027.35                    |
        |That is t 19 of 200: there the rows' own diffusion would best stop.           |
        +==============================================================================+
        """, edges: 8)
  }
}
