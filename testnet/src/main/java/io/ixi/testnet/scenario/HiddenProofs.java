package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcException;
import io.ixi.cli.prove.CredentialFiles;
import io.ixi.cli.prove.PassWallet;
import io.ixi.cli.prove.Proofs;
import io.ixi.cli.prove.WalletException;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.shielded.proto.CommitRecord;
import io.ixi.vm.shielded.proto.OpenSeries;
import io.ixi.vm.ssi.pass.Presentation;
import io.ixi.vm.ssi.pass.proto.HoldsQuery;
import io.ixi.vm.ssi.pass.proto.HoldsResult;
import io.ixi.vm.ssi.pass.proto.OpenVerifier;
import io.ixi.vm.ssi.pass.proto.Present;
import io.ixi.vm.ssi.pass.proto.PublishRoot;
import io.ixi.vm.ssi.pass.proto.Range;
import io.ixi.vm.ssi.pass.proto.TypeNumber;
import io.ixi.vm.ssi.pass.proto.TypeQuery;
import io.ixi.vm.ssi.proto.DefineType;
import io.ixi.vm.ssi.proto.Kind;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.Credential;
import io.ixi.zkp.statement.Measurement;
import io.ixi.zkp.statement.Pass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** From a credential to a gate pass: an adult takes part in a series that asks for adults, and nobody learns who. */
final class HiddenProofs implements Scenario {
    private static final int AGE = 2;

    @Override
    public String name() {
        return "zk-pass";
    }

    @Override
    public List<String> cast() {
        return List.of("authority", "doorkeeper", "adult", "second", "child");
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
        private final Actor authority;
        private final Actor doorkeeper;
        private final Proofs proofs = new Proofs(done -> {});
        private final List<Quad> issued = new ArrayList<>();

        Play(Stage stage) {
            this.stage = stage;
            this.authority = stage.actor("authority");
            this.doorkeeper = stage.actor("doorkeeper");
        }

        void all() throws IOException, RpcException {
            ByteString type = made(
                    "type",
                    authority,
                    "an authority defines a credential of age",
                    DefineType.newBuilder()
                            .setKind(Kind.KIND_PERSON)
                            .setSchemaHash(zero())
                            .setCriteriaHash(zero())
                            .build());
            stage.step("and publishes an empty list", "OK", publish(type));
            long number = stage.ask(
                            "pass/type", TypeQuery.newBuilder().setType(type).build(), TypeNumber.getDefaultInstance())
                    .getNumber();
            Actor adult = stage.actor("adult");
            Actor child = stage.actor("child");
            Credential grown = issue(adult, number, 21);
            Credential young = issue(child, number, 12);
            stage.step("two credentials are in the list that it publishes", "OK", publish(type));
            ByteString verifier = made(
                    "verifier",
                    doorkeeper,
                    "a doorkeeper asks for 18 years",
                    OpenVerifier.newBuilder()
                            .setType(type)
                            .setClaim(AGE)
                            .setRange(Range.newBuilder().setLow(18).setHigh(150))
                            .setTtlS(600)
                            .build());
            ByteString series = made("series", doorkeeper, "and opens a series behind that gate", gated(verifier));
            stage.step("without a pass the gate is closed", "GATE_FAIL", stage.send(adult, record(series, 1)));
            Present present = present(adult, adult, verifier, grown);
            stage.step("somebody else takes the proof", "BAD_PROOF", stage.send(doorkeeper, present));
            stage.step("the adult shows it", "OK", stage.send(adult, present));
            stage.step("the pass counts", true, holds(adult, verifier));
            stage.step("the gate opens", "OK", stage.send(adult, record(series, 1)));
            stage.step("the same proof a second time", "BAD_PROOF", stage.send(adult, present));
            Actor second = stage.actor("second");
            stage.step(
                    "the same person with another account",
                    "OTHER_ACCOUNT",
                    stage.send(second, present(adult, second, verifier, grown)));
            stage.step("the child's wallet finds no proof", "NOT_SHOWN", refusal(child, verifier, young));
            issued.set(0, Quad.ZERO);
            stage.step("the authority revokes", "OK", publish(type));
            stage.step("the wallet with the new list", "NOT_ISSUED", refusal(adult, verifier, grown));
        }

        private static ByteString zero() {
            return ByteString.copyFrom(new byte[Hash.BYTES]);
        }

        private ByteString made(String domain, Actor by, String what, Message message)
                throws IOException, RpcException {
            byte[] id = ObjectId.of(domain, by.address(), stage.sequence(by), 0).toArray();
            stage.step(what, "OK", stage.send(by, message));
            return ByteString.copyFrom(id);
        }

        private Outcome publish(ByteString type) throws IOException, RpcException {
            Quad root = Quad.of(CredentialFiles.tree(issued).root());
            return stage.send(
                    authority,
                    PublishRoot.newBuilder()
                            .setType(type)
                            .setRoot(ByteString.copyFrom(root.toBytes()))
                            .build());
        }

        private PassWallet wallet(Actor of) {
            return new PassWallet(stage.chain(), stage::ask, of.secrets(), proofs);
        }

        private Credential issue(Actor to, long type, long age) throws IOException, RpcException {
            List<Long> claims = new ArrayList<>(Collections.nCopies(Pass.CLAIMS, 0L));
            claims.set(AGE, age);
            long until = Presentation.day(stage.timeMs()) + 30;
            Credential credential = new Credential(
                    type, until, issued.size(), wallet(to).holder(), claims, new Quad(age, 2, 3, stage.run() & 0xff));
            issued.add(credential.leaf());
            return credential;
        }

        private OpenSeries gated(ByteString verifier) throws IOException, RpcException {
            return OpenSeries.newBuilder()
                    .setHigh(100)
                    .setUntilMs(stage.timeMs() + 3_600_000)
                    .setPurpose(zero())
                    .setGate(Gate.newBuilder()
                            .addAnyOf(GateClause.newBuilder()
                                    .addAllOf(Condition.newBuilder().setZkPass(verifier))))
                    .build();
        }

        private static CommitRecord record(ByteString series, long value) {
            Quad commitment = new Measurement(value, 1, 0, 0, new Quad(value, 7, 7, 7)).commitment();
            return CommitRecord.newBuilder()
                    .setSeries(series)
                    .setCommitment(ByteString.copyFrom(commitment.toBytes()))
                    .build();
        }

        private Present present(Actor holder, Actor signer, ByteString verifier, Credential credential)
                throws IOException, RpcException {
            return wallet(holder)
                    .present(
                            signer.address(),
                            Bytes.wrap(verifier.toByteArray()),
                            credential,
                            issued,
                            List.of(),
                            stage.timeMs());
        }

        private String refusal(Actor holder, ByteString verifier, Credential credential)
                throws IOException, RpcException {
            try {
                present(holder, holder, verifier, credential);
                return "OK";
            } catch (WalletException e) {
                return e.reason().name();
            }
        }

        private boolean holds(Actor account, ByteString verifier) throws IOException, RpcException {
            HoldsQuery query = HoldsQuery.newBuilder()
                    .setAccount(account.bytes())
                    .setVerifier(verifier)
                    .build();
            return stage.ask("pass/holds", query, HoldsResult.getDefaultInstance())
                    .getHolds();
        }
    }
}
