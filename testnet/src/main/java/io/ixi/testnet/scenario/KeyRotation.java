package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcException;
import io.ixi.cli.chat.ChatException;
import io.ixi.vm.agents.proto.Budget;
import io.ixi.vm.agents.proto.GrantMandate;
import io.ixi.vm.agents.proto.Limits;
import io.ixi.vm.agents.proto.Rule;
import io.ixi.vm.economy.accounts.proto.AccountQuery;
import io.ixi.vm.economy.accounts.proto.AccountResult;
import io.ixi.vm.economy.accounts.proto.CancelRecovery;
import io.ixi.vm.economy.accounts.proto.CreateSub;
import io.ixi.vm.economy.accounts.proto.FinishRecovery;
import io.ixi.vm.economy.accounts.proto.GenesisState;
import io.ixi.vm.economy.accounts.proto.RotateKey;
import io.ixi.vm.economy.accounts.proto.SetRecovery;
import io.ixi.vm.economy.accounts.proto.Settings;
import io.ixi.vm.economy.accounts.proto.StartRecovery;
import io.ixi.vm.economy.accounts.proto.SubsQuery;
import io.ixi.vm.economy.accounts.proto.SubsResult;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.economy.staking.proto.Undelegate;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.tx.Draft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** S15, accounts: one rotation keeps everything, guardians wait for their delay, and a live key stops them. */
final class KeyRotation implements Scenario {
    private static final long DAY_MS = 86_400_000;

    /** Of the recovery, on a network made for this. */
    private static final long DELAY_S = 4;

    @Override
    public String name() {
        return "S15";
    }

    @Override
    public List<String> cast() {
        List<String> cast = new ArrayList<>(GroupChat.CAST);
        cast.addAll(List.of("alice", "shop", "agent", "guardian-1", "guardian-2", "guardian-3", "thief"));
        return cast;
    }

    @Override
    public void found(GenesisEdit genesis) {
        genesis.module(
                "accounts",
                GenesisState.getDefaultInstance(),
                state -> state.toBuilder()
                        .setSettings(Settings.newBuilder().setMinRecoveryDelayS(DELAY_S))
                        .build());
        genesis.heartbeat(250);
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        Play play = new Play(stage);
        try (GroupChat chat = new GroupChat(stage, play.first, play.shop)) {
            play.all(chat);
        } catch (ChatException e) {
            throw new IOException(e);
        }
    }

    /** One run. */
    private static final class Play {
        private final Stage stage;
        private final Actor first;
        private final Actor second;
        private final Actor third;
        private final Actor shop;
        private final Actor agent;

        Play(Stage stage) {
            this.stage = stage;
            this.first = stage.actor("alice");
            this.second = first.with(stage.run(), "alice's second key", Scheme.ML_DSA_65);
            this.third = first.with(stage.run(), "alice's third key", Scheme.ML_DSA_87);
            this.shop = stage.actor("shop");
            this.agent = stage.actor("agent");
        }

        void all(GroupChat chat) throws IOException, RpcException, ChatException {
            stage.step("alice pays", "OK", stage.send(first, pay(1)));
            ByteString operator = delegate();
            ByteString mandate = mandate();
            Address sub = sub();
            guardians();
            chat.begin();
            stage.step(
                    "alice rotates from ML-DSA-44 to ML-DSA-65",
                    "OK",
                    stage.send(
                            first,
                            RotateKey.newBuilder()
                                    .setScheme(second.publicKey().getScheme())
                                    .setPublicKey(second.publicKey().getPublicKey())
                                    .build()));
            stage.step("the old key pays", "KEY_MISMATCH", stage.send(first, pay(1)));
            stage.step("the new key pays", "OK", stage.send(second, pay(1)));
            everythingElse(operator, mandate, sub);
            chat.race(second);
            chat.abuse(second);
            stopped();
            recovered(mandate);
        }

        private ByteString delegate() throws IOException, RpcException {
            ByteString operator = stage.validators().getFirst();
            stage.step(
                    "alice delegates 50 ixi",
                    "OK",
                    stage.send(
                            first,
                            Delegate.newBuilder()
                                    .setValidator(operator)
                                    .setAmount(Stage.ixi(50))
                                    .build()));
            return operator;
        }

        private ByteString mandate() throws IOException, RpcException {
            ByteString id = ByteString.copyFrom(ObjectId.of("mandate", first.address(), stage.sequence(first), 0)
                    .toArray());
            Limits limits = Limits.newBuilder()
                    .addRules(Rule.newBuilder().setType(Draft.typed(pay(1)).getType()))
                    .addBudgets(Budget.newBuilder().setAsset("ixi").setTotal(Stage.ixi(100)))
                    .setUntilMs(stage.timeMs() + DAY_MS)
                    .build();
            stage.step(
                    "alice grants a mandate",
                    "OK",
                    stage.send(
                            first,
                            GrantMandate.newBuilder()
                                    .setGrantee(agent.bytes())
                                    .setLimits(limits)
                                    .build()));
            return id;
        }

        private Address sub() throws IOException, RpcException {
            CreateSub open = CreateSub.newBuilder()
                    .setLabelHash(ByteString.copyFrom(new byte[32]))
                    .build();
            stage.step("alice opens a subaccount", "OK", stage.send(first, open));
            SubsResult subs = stage.ask(
                    "accounts/subs",
                    SubsQuery.newBuilder().setAccount(first.bytes()).build(),
                    SubsResult.getDefaultInstance());
            Address sub = Address.of(subs.getSubs(0).getSub());
            Send send = Send.newBuilder()
                    .setTo(sub.toByteString())
                    .setAmount(Stage.ixi(10))
                    .build();
            stage.step("and puts 10 ixi there", "OK", stage.send(first, send));
            return sub;
        }

        private void guardians() throws IOException, RpcException {
            SetRecovery two = SetRecovery.newBuilder()
                    .addGuardians(stage.actor("guardian-1").bytes())
                    .addGuardians(stage.actor("guardian-2").bytes())
                    .addGuardians(stage.actor("guardian-3").bytes())
                    .setNeeded(2)
                    .setDelayS(DELAY_S)
                    .build();
            stage.step("alice names three guardians, two are needed", "OK", stage.send(first, two));
        }

        private void everythingElse(ByteString operator, ByteString mandate, Address sub)
                throws IOException, RpcException {
            stage.step("the agent pays under the mandate of before", "OK", agentPays(mandate));
            Draft fromSub = stage.draft(second, pay(2)).with(body -> body.setMessages(0, Draft.typed(pay(2), sub)));
            stage.step("the new key pays from the subaccount", "OK", stage.send(second, fromSub));
            stage.step("what is left there", Amount.of(8 * Stage.IXI), stage.free(sub));
            stage.step(
                    "the new key takes 20 ixi of the delegation back",
                    "OK",
                    stage.send(
                            second,
                            Undelegate.newBuilder()
                                    .setValidator(operator)
                                    .setAmount(Stage.ixi(20))
                                    .build()));
        }

        /** Guardians begin, the live key objects. */
        private void stopped() throws IOException, RpcException {
            stage.step("a thief starts a recovery", "NOT_GUARDIAN", stage.send(stage.actor("thief"), start(third)));
            stage.step("a guardian starts one", "OK", stage.send(stage.actor("guardian-1"), start(third)));
            stage.step("one of two is not enough", "RECOVERY_EARLY", stage.send(shop, finish()));
            stage.step("a second guardian supports it", "OK", stage.send(stage.actor("guardian-2"), start(third)));
            stage.step("it waits for its delay", "RECOVERY_EARLY", stage.send(shop, finish()));
            stage.step("alice's live key objects", "OK", stage.send(second, CancelRecovery.getDefaultInstance()));
            long end = stage.timeMs() + 2 * DELAY_S * 1_000;
            stage.await("the delay", () -> stage.timeMs() > end);
            stage.step("nothing is left to finish", "RECOVERY_EARLY", stage.send(shop, finish()));
            stage.step("alice's live key still pays", "OK", stage.send(second, pay(1)));
        }

        /** Nobody objects: the account has the new key alone, and all that it had. */
        private void recovered(ByteString mandate) throws IOException, RpcException {
            stage.step("guardians start again", "OK", stage.send(stage.actor("guardian-2"), start(third)));
            stage.step("the third supports it", "OK", stage.send(stage.actor("guardian-3"), start(third)));
            stage.step("before the delay the live key pays", "OK", stage.send(second, pay(1)));
            AccountQuery query =
                    AccountQuery.newBuilder().setAddress(first.bytes()).build();
            stage.await("the recovery", () -> {
                AccountResult account = stage.ask("accounts/account", query, AccountResult.getDefaultInstance());
                return account.getKeysCount() == 1
                        && account.getKeys(0)
                                .getPublicKey()
                                .equals(third.publicKey().getPublicKey());
            });
            stage.step("after it the lost key pays", "KEY_MISMATCH", stage.send(second, pay(1)));
            stage.step("the recovered key pays", "OK", stage.send(third, pay(1)));
            stage.step("the agent still pays under its mandate", "OK", agentPays(mandate));
        }

        private Outcome agentPays(ByteString mandate) throws IOException, RpcException {
            Draft draft = stage.draft(agent, pay(3))
                    .with(body -> body.setMandate(mandate).setMessages(0, Draft.typed(pay(3), first.address())));
            return stage.send(agent, draft);
        }

        private Message start(Actor key) {
            return StartRecovery.newBuilder()
                    .setAccount(first.bytes())
                    .setScheme(key.publicKey().getScheme())
                    .setPublicKey(key.publicKey().getPublicKey())
                    .build();
        }

        private Message finish() {
            return FinishRecovery.newBuilder().setAccount(first.bytes()).build();
        }

        private Message pay(long amount) {
            return Send.newBuilder()
                    .setTo(shop.bytes())
                    .setAmount(Stage.ixi(amount))
                    .build();
        }
    }
}
