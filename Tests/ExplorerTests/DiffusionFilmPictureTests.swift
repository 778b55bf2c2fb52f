import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("Pictures of the films of the diffusion lab, and of what is drawn beside them")
struct DiffusionFilmPictureTests {
  @Test("Rows on their way from noise by the exact denoiser, with trails")
  func reverse() async {
    let desk = await Desk.diffusion(Tables.faithful, ["f", "Home", "}", "}", "}"])
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI  3 VAE [4 Diff] 5 Ladder               faithful 272x2  seed 42  PAUSED 0/20,000
        +=[Reverse]=========== EM mixture, DDIM eta 0, 50 steps =++- Training loss ------------------------+
        |waiting                                                 ||                                        |
        |   |                                          ..        ||                                        |
        |   |                            o     o      o..        ||                                        |
        |100+                   o ooo  oo  oooooooooo  o         ||   nothing is known yet: Space trains   |
        |   |          ...   ..   ooo.oooooooooooooooooo         ||                                        |
        | 80+         o  ..oooooooooooooooooooooooooooooo oo o   ||                                        |
        |   |           o   ooooooooooooo.@ooooooooooo oooo      ||step 0/20,000  EMA 0.999  says v        |
        |   |   o o   oooooooooooooooooo.oooooooooooo o  o       |+----------------------------------------+
        | 60+   ooo oooooooooooooooooooooooooooooo               |+- Schedule ------------- cosine, T 200 -+
        |   |    oo  o oooooooooooooooooo   o  o                 ||1.0+**********    :                     |
        |   |      o  oo oooooooooooo o  o o                     ||   |         *********                  |
        | 40+     o      oooo  oo......                          ||0.5+              :   *********         |
        |   |                o                                   ||0.0+              :           **********|
        |   +-------+------+-------+------+-------+-- eruptions -||    0       50       100     150       t|
        |           1      2       3      4       5      6       ||t 80  a_bar 0.647  SNR 1.84             |
        +========================================================++----------------------------------------+
        +- Film strip ----------------------------------------------------------------------- 10 frames/s -+
        |   . . .  .      . .  . .         .   .             .                                             |
        |  .........     . .......       .......        ......        ......         ....           ...    |
        |. ......... . . ......... . . ......... . .  .........     ........       .......         ....    |
        | ............  ............  ...........   ...........   ..........     ........      ... ..      |
        | . ........    .........     .........     ........      ...... .       ....          ...         |
        |     ..            ..            .            ..            .            .                        |
        |    t 200         t 168         t 136         t 100         t 68          t 36           t 0      |
        |t 200 -----------------------------------------------------O------------------------------------ 0|
        +--------------------------------------------------------------------------------------------------+
         Level 80 of 200: 64.7 % of the variance is signal.
         Space play  , . level  Home End ends  S sampler  t noise  f denoiser  p pin  v x0   ? help  q quit
        """, edges: 12)
  }

  @Test("A round trip where it turns, at noise")
  func turn() async {
    let desk = await Desk.diffusion(Tables.faithful, ["f", "I", "Home", "}", "}", "}", "}", "}"])
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI  3 VAE [4 Diff] 5 Ladder               faithful 272x2  seed 42  PAUSED 0/20,000
        +=[Into noise and back]========= EM mixture, DDIM eta 0 =++- Training loss ------------------------+
        |waiting                                                 ||                                        |
        |   |                                                    ||                                        |
        |   |                  o o    o   o  o...  o             ||                                        |
        |100+          o  o    o   o oooo   ooo..                ||   nothing is known yet: Space trains   |
        |   |     o        o  oooo oo  oo  o  o..oo o            ||                                        |
        | 80+        o o  o..o@.........oooooooo.o.o             ||                                        |
        |   |        o ooooo.oooooooooooooo.oooo.oooo            ||step 0/20,000  EMA 0.999  says v        |
        |   |           .ooooooooooooooo.oo ooooooooo            |+----------------------------------------+
        | 60+         o....ooooooo.oooooooo oooooo  oo   oo      |+- Schedule ------------- cosine, T 200 -+
        |   |           ....o.ooo.oo.o.oooo o o     o            ||1.0+**********                         :|
        |   |            ....oooo.o....oo   o   o                ||   |         *********                 :|
        | 40+                       o     o                      ||0.5+                  *********        :|
        |   |                                                    ||0.0+                          **********|
        |   +-------+------+-------+------+-------+-- eruptions -||    0       50       100     150       t|
        |           1      2       3      4       5      6       ||t 200  a_bar 6.07e-8  SNR 6.07e-8       |
        +========================================================++----------------------------------------+
        +- Film strip ----------------------------------------------------------------------- 10 frames/s -+
        |                                 .   .        .    .         .   .                                |
        |       ...         .....       .......     .........       .......         .....           ...    |
        |    . ....      . .......    .........      ........     .........      . ......         .....    |
        |   .....        ........      .........     ..........    .........     .........      .. ..      |
        |   ..           ......         ......        ......        ......       ......         ...        |
        |                                 .                                                                |
        |     t 0          t 64          t 132        >t 200<        t 136         t 68           t 0      |
        |t 0 ---------------------------------------------O---------------------------------------------- 0|
        +--------------------------------------------------------------------------------------------------+
         At noise: what each row comes from. The way back begins.
         Space play  , . level  Home End ends  S sample  t noise  v x0  Esc data  F score    ? help  q quit
        """, edges: 12)
  }

  @Test("Rows drawn to go with a column that is fixed, beside what the mixture says")
  func given() async {
    let desk = await Desk.diffusion(Tables.faithful, ["f", "K", "g", "Home", "End"])
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI  3 VAE [4 Diff] 5 Ladder               faithful 272x2  seed 42  PAUSED 0/20,000
        +=[Reverse given eruptions 3.600]=========== DDIM eta 0 =++- Training loss ------------------------+
        |waiting                                                 ||                                        |
        |   |                          :                         ||                                        |
        |   |                          :                         ||                                        |
        |100+                          o                         ||   nothing is known yet: Space trains   |
        |   |                          o                         ||                                        |
        | 80+                          o                         ||                                        |
        |   |                          @                         ||step 0/20,000  EMA 0.999  says v        |
        |   |                          o                         |+----------------------------------------+
        | 60+                          o                         |+- Schedule ------------- cosine, T 200 -+
        |   |                          :                         ||1.0+**********                          |
        |   |                          :                         ||   |:        *********                  |
        | 40+                          :                         ||0.5+:                 *********         |
        |   |                          :                         ||0.0+:                         **********|
        |   +-------+------+-------+------+-------+-- eruptions -||    0       50       100     150       t|
        |           1      2       3      4       5      6       ||t 0  a_bar 1.00                         |
        +========================================================++----------------------------------------+
        +- Film strip ----------------------------------------------------------------------- 10 frames/s -+
        |   . . .  .       . . .          ..             ...            .                                  |
        |  .........    . .........    ........      ........        ......         ...            .       |
        |. ......... .  ...........    ......... .   .........       ......         ....           .       |
        | ............  ...........    ..........     .........     .......         ...            .       |
        | . ........     ........       .......      ........        ......          .                     |
        |     ..            . ..          .           . ..                                                 |
        |    t 200         t 168         t 136         t 100         t 68          t 36          >t 0<     |
        |t 200 -----------------------------------------------------------------------------------------O 0|
        +--------------------------------------------------------------------------------------------------+
         waiting given eruptions 3.600: ~ 76.9, sd 4.76. By EM's mixture = 76.3, sd 5.37.
         Space play  , . level  Home End ends  S sampler  t noise  f denoiser  p pin  v x0   ? help  q quit
        """, edges: 12)
  }

  @Test("The density of one column: exact, and the kernel estimate")
  func density() async {
    let desk = await Desk.diffusion(Tables.galaxies, ["C", "C", "C"], Size(80, 24))
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI  3 VAE [4 Diff] 5 Ladder           seed 42  PAUSED 0/20,000
        +=[Density, t 40]============================++- Training loss ----------------+
        |density                                     ||                                |
        |       |               xxx                  ||                                |
        |0.00015+               x+x++                ||   nothing yet: Space trains    |
        |0.00010+              #x+xxxxx              ||                                |
        |       |              x+#####x              ||step 0/20,000  EMA 0.999  says v|
        |0.00005+   x         +x#######x+            |+--------------------------------+
        |       | xxxx++    x+xx#######xxxx          |+- Schedule ----- cosine, T 200 -+
        |0.00000+xx+# xxxxxxxxx###########xxxxxxxxxxx||1+**********                    |
        |       +---+------------+--- velocity_km_s -|| |      :   **********          |
        |         10000        20000        30000    ||0+      :            ***********|
        |+ EM p_t  x KDE h 658                       ||t 40  a_bar 0.899  SNR 8.87     |
        +============================================++--------------------------------+
        +- Film strip -----------------------------------------------------------------+
        |                                                                              |
        |                                                                              |
        |                                                                              |
        |              S draws rows from noise, t adds noise to the data               |
        |                                                                              |
        |                                                                              |
        +------------------------------------------------------------------------------+
         density under the EM mixture, exact, and the kernel estimate from the rows
         Space train  , . step  S sample  t noise  d draw data  F score  ? help  q quit
        """, edges: 12)
  }

  @Test("Commitment alone on a small screen")
  func commitment() async {
    let desk = await Desk.diffusion(Tables.faithful, ["f", "w", "w", "w", "w"], Size(60, 18))
    expect(
      desk.grid,
      shows: """
         elbow  [4 Diff]          faithful 272x2    PAUSED 0/20,000
        +=[Commitment]================= half have chosen by t 116 =+
        |  .............................::::::111111111111111111111|
        |  ..............................::::::11111111111111111111|
        |  .................................:::::111111111111111111|
        |  ..................................::::::1111111111111111|
        |  .....::::::::::::::::22222222222222222222222222222222222|
        |  .......:::::::::::::::2222222222222222222222222222222222|
        |  .........:::::::::::::::22222222222222222222222222222222|
        |  ..........:::::::::::::::2222222222222222222222222222222|
        |> ............::::::::::::::222222222222222222222222222222|
        |  ....................:::::::::::2222222222222222222222222|
        |  .........................:::::::::2222222222222222222222|
        |  .....................................::::::2222222222222|
        |  t 200                                                t 0|
        +==========================================================+
         At the data: 1,000 rows drawn.
         Space play  , . level  Home End ends  v x0  ? help  q quit
        """, edges: 12)
  }

  @Test("Pictures drawn to go with an upper half, by the denoiser that remembers them")
  func halves() async {
    let desk = await Desk.diffusion(Tables.greyBars, ["f", "f", "K", "Home", "End"], Size(80, 24))
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI  3 VAE [4 Diff] 5 Ladder           seed 42  PAUSED 0/20,000
        +=[Reverse given the upper half]== the rows =++- Training loss ----------------+
        |  @      @      @      @      @      @      ||                                |
        |  @      @      @      @      @      @      ||                                |
        |                                            ||   nothing yet: Space trains    |
        |                                            ||                                |
        |  @      @      @      @      @      @      ||step 0/20,000  EMA 0.999  says v|
        |  @      @      @      @      @      @      |+--------------------------------+
        |                                            |+- Schedule ----- cosine, T 200 -+
        |                                            ||1+**********                    |
        |  @      @      @      @      @      @      || |:         **********          |
        |  @      @      @      @      @      @      ||0+:                  ***********|
        |                                            ||t 0  a_bar 1.00                 |
        +============================================++--------------------------------+
        +- Film strip of row 1 ------------------------------------------ 10 frames/s -+
        |   --::--##       --..==         **::++         @@::..--       @@             |
        |   --  ::**       ..  ..         **==  ==       %%::  ..       @@             |
        |   @@    --       ----%%--       ==  --::       ##..           @@             |
        |     ==  **       ..##           %%++##==       %%             @@             |
        |    t 200          t 152          t 100           t 52          >t 0<         |
        |t 200 ---------------------------------------------------------------------O 0|
        +------------------------------------------------------------------------------+
         60 rows drawn to go with the upper half.
         Space play  , . level  Home End ends  S sampler  t noise  v x0  ? help  q quit
        """, edges: 12)
  }

  @Test("Where the learned score differs from the exact one")
  func difference() async {
    let desk = await Desk.diffusion(Tables.faithful, ["F", "F", "F"], Size(80, 24))
    expect(
      desk.grid,
      shows: """
         elbow   1 EM  2 VI  3 VAE [4 Diff] 5 Ladder           seed 42  PAUSED 0/20,000
        +=[Learned less exact score, t 40]===========++- Training loss ----------------+
        |waiting                                     ||                                |
        |   |                                        ||                                |
        |100+                      .,.,.,.,          ||   nothing yet: Space trains    |
        | 80+                 .:,,,,,,,,,,-:..       ||                                |
        |   |        ..:,,,:,.,:,,,,,,,,,,:..        ||step 0/20,000  EMA 0.999  says v|
        | 60+      .:=,,,,,%#,:.                     |+--------------------------------+
        | 40+      ...,,,,,--:.                      |+- Schedule ----- cosine, T 200 -+
        |   |                                        ||1+**********                    |
        |   +-----+-----+-----+----+----- eruptions -|| |      :   **********          |
        |         1     2     3    4     5     6     ||0+      :            ***********|
        |# |eps - eps*| by density, 0 to 0.50        ||t 40  a_bar 0.899  SNR 8.87     |
        +============================================++--------------------------------+
        +- Film strip -----------------------------------------------------------------+
        |                                                                              |
        |                                                                              |
        |                                                                              |
        |              S draws rows from noise, t adds noise to the data               |
        |                                                                              |
        |                                                                              |
        +------------------------------------------------------------------------------+
         where the learned and the exact score differ, weighted by the density
         Space train  , . step  S sample  t noise  d draw data  F score  ? help  q quit
        """, edges: 12)
  }
}
