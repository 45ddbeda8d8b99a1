package io.ixi.testnet.scenario;

import static io.ixi.testnet.scenario.TownPeople.ANNA;
import static io.ixi.testnet.scenario.TownPeople.CLARA;
import static io.ixi.testnet.scenario.TownPeople.DANA;
import static io.ixi.testnet.scenario.TownPeople.EGOR;
import static io.ixi.testnet.scenario.TownPeople.IVAN;

import com.google.protobuf.ByteString;
import io.ixi.cli.RpcException;
import io.ixi.cli.chat.Session;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.connect.chat.proto.ReportFranked;
import io.ixi.vm.creators.proto.OpenChannel;
import io.ixi.vm.creators.proto.SetSplit;
import io.ixi.vm.creators.proto.Share;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What the town does rarely: so that queries about it have something to show too. */
final class TownHabits {
    private static final long YEAR_MS = 365L * 86_400_000;
    private static final int PPM = 1_000_000;
    private static final int TENTH = PPM / 10;
    private static final int CODE = 7;

    private final DemoTown town;

    TownHabits(DemoTown town) {
        this.town = town;
    }

    void all() throws IOException, RpcException {
        town.act(
                "shares what she gets with the school",
                DANA,
                SetSplit.newBuilder()
                        .addShares(Share.newBuilder()
                                .setAccount(town.of(DANA).bytes())
                                .setPpm(PPM - TENTH))
                        .addShares(Share.newBuilder()
                                .setAccount(town.of(CLARA).bytes())
                                .setPpm(TENTH))
                        .build());
        Bytes vouchers = town.stage().actor(EGOR.label() + "-vouchers").secret().publicKey();
        town.act(
                "opens a channel for what ivan carries",
                EGOR,
                OpenChannel.newBuilder()
                        .setPayee(town.of(IVAN).bytes())
                        .setCap(Stage.ixi(20))
                        .setUntilMs(town.stage().timeMs() + YEAR_MS / 4)
                        .setVoucherKey(ByteString.copyFrom(vouchers.toArray()))
                        .build());
        town.act("reports a message", ANNA, report());
    }

    /** A message as its receiver's program opens it for the chain. */
    private ReportFranked report() {
        Session.Message read = new Session.Message(
                town.of(IVAN).address(),
                0,
                0,
                Bytes.wrap("your bread is stone".getBytes(StandardCharsets.UTF_8)),
                Bytes.wrap(Bazaar.hash("frank key").toByteArray()));
        return ReportFranked.newBuilder()
                .setAbout(read.from().toByteString())
                .setCommitment(Chats.bytes(read.commitment()))
                .setKey(ByteString.copyFrom(read.frankKey().toArray()))
                .setContentHash(Chats.bytes(read.contentHash()))
                .setCode(CODE)
                .build();
    }
}
