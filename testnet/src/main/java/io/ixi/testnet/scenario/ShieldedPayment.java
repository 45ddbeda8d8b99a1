package io.ixi.testnet.scenario;

import io.ixi.cli.RpcException;
import io.ixi.cli.prove.Proofs;
import io.ixi.cli.prove.ShieldedWallet;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.shielded.proto.Deposit;
import io.ixi.vm.shielded.proto.Pay;
import io.ixi.vm.shielded.proto.PoolQuery;
import io.ixi.vm.shielded.proto.PoolResult;
import io.ixi.vm.shielded.proto.Withdraw;
import java.io.IOException;
import java.util.List;

/** Money goes into the pool, from hand to hand where nobody sees it, and out again; cheats get nothing. */
final class ShieldedPayment implements Scenario {
    private static final long IN = 1_000 * Stage.IXI;
    private static final long PAID = 300 * Stage.IXI;
    private static final long FEE = Stage.IXI;
    private static final long OUT = 200 * Stage.IXI;

    @Override
    public String name() {
        return "shielded-payment";
    }

    @Override
    public List<String> cast() {
        return List.of("payer", "carrier", "payee", "stranger");
    }

    @Override
    public void found(GenesisEdit genesis) {
        genesis.heartbeat(250);
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        new Play(stage).all();
    }

    /** One run. */
    private static final class Play {
        private final Stage stage;
        private final Proofs proofs = new Proofs(done -> {});
        private final Actor payer;
        private final Actor carrier;
        private final Actor payee;

        Play(Stage stage) {
            this.stage = stage;
            this.payer = stage.actor("payer");
            this.carrier = stage.actor("carrier");
            this.payee = stage.actor("payee");
        }

        private ShieldedWallet wallet(Actor of) {
            return new ShieldedWallet(stage.chain(), stage::ask, of.secrets(), proofs);
        }

        private static long holds(ShieldedWallet wallet) throws IOException, RpcException {
            wallet.read();
            return wallet.balance("");
        }

        private Amount pool() throws IOException, RpcException {
            return Amount.of(stage.ask("shielded/pool", PoolQuery.getDefaultInstance(), PoolResult.getDefaultInstance())
                    .getBalance());
        }

        void all() throws IOException, RpcException {
            Amount before = pool();
            ShieldedWallet mine = wallet(payer);
            ShieldedWallet theirs = wallet(payee);
            mine.read();
            Deposit deposit = mine.deposit(payer.address(), "", IN);
            stage.step("somebody else sends the deposit", "BAD_PROOF", stage.send(carrier, deposit));
            stage.step("the payer brings 1,000 into the pool", "OK", stage.send(payer, deposit));
            stage.step("the pool holds them", before.plus(Amount.of(IN)), pool());
            stage.step("the payer's wallet finds them", IN, holds(mine));
            Pay pay = mine.pay(carrier.address(), "", theirs.address(), PAID, FEE);
            Pay twice = mine.pay(carrier.address(), "", mine.address(), PAID, FEE);
            Amount carried = stage.free(carrier.address());
            Outcome paid = stage.send(carrier, pay);
            stage.step("a carrier who knows nothing sends the payment on", "OK", paid);
            stage.step(
                    "and earns what the payer gave for it",
                    carried.plus(Amount.of(FEE)),
                    stage.free(carrier.address()).plus(paid.fee()));
            stage.step("the payee's wallet finds its money", PAID, holds(theirs));
            stage.step("the payer's wallet has the rest", IN - PAID - FEE, holds(mine));
            stage.step("the same note is spent again", "SPENT", stage.send(carrier, twice));
            Actor stranger = stage.actor("stranger");
            Withdraw out = theirs.withdraw(payee.address(), "", stranger.address(), OUT, 0);
            stage.step(
                    "the receiver is changed on the way",
                    "BAD_PROOF",
                    stage.send(payee, out.toBuilder().setTo(carrier.bytes()).build()));
            stage.step(
                    "the amount is changed on the way",
                    "BAD_PROOF",
                    stage.send(
                            payee,
                            out.toBuilder()
                                    .setAmount(Amount.of(OUT + 1).toByteString())
                                    .build()));
            Amount poor = stage.free(stranger.address());
            stage.step("the payee takes 200 out for a stranger", "OK", stage.send(payee, out));
            stage.step("who has them", poor.plus(Amount.of(OUT)), stage.free(stranger.address()));
            stage.step("the pool holds the rest", before.plus(Amount.of(IN - FEE - OUT)), pool());
            stage.step("so does the payee's wallet", PAID - OUT, holds(theirs));
        }
    }
}
