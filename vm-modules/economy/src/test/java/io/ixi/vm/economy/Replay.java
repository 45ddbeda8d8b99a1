package io.ixi.vm.economy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.economy.accounts.proto.AddKey;
import io.ixi.vm.economy.accounts.proto.CreateTickets;
import io.ixi.vm.economy.bank.proto.Burn;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.economy.bank.proto.MultiSend;
import io.ixi.vm.economy.bank.proto.Output;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.fee.proto.GrantFee;
import io.ixi.vm.economy.governance.proto.SetParameter;
import io.ixi.vm.economy.governance.proto.SubmitProposal;
import io.ixi.vm.economy.staking.proto.ClaimRewards;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.economy.staking.proto.Undelegate;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A few hundred blocks of everything, from one seed: prints the last state root. */
final class Replay {
    private static final int BLOCKS = 120;
    private static final int PER_BLOCK = 8;

    private Replay() {}

    public static void main(String[] args) {
        System.out.println("root " + root());
    }

    static String root() {
        StakingChain staking = new StakingChain();
        TestChain chain = staking.chain;
        chain.flat();
        Random random = new Random(7);
        for (int block = 0; block < BLOCKS; block++) {
            List<Tx> transactions = new ArrayList<>();
            for (int i = 0; i < PER_BLOCK; i++) {
                int account = (block * PER_BLOCK + i) % StakingChain.ACCOUNTS;
                transactions.add(chain.tx(account, message(random), message(random)));
            }
            chain.proposer = block % StakingChain.OPERATORS;
            chain.select(transactions);
        }
        chain.pass(StakingChain.UNBONDING_S * 1_000);
        chain.executor.audit(chain.state);
        return chain.state.root().hex();
    }

    static Message message(Random random) {
        ByteString account =
                TestChain.account(random.nextInt(StakingChain.ACCOUNTS)).toByteString();
        ByteString validator =
                TestChain.account(random.nextInt(StakingChain.OPERATORS)).toByteString();
        ByteString amount = TestChain.amount(1 + random.nextInt(1_000_000));
        return switch (random.nextInt(11)) {
            case 0 -> Send.newBuilder().setTo(account).setAmount(amount).build();
            case 1 ->
                MultiSend.newBuilder()
                        .addOutputs(Output.newBuilder().setTo(account).setAmount(amount))
                        .build();
            case 2 -> Burn.newBuilder().setAmount(amount).build();
            case 3 ->
                CreateAsset.newBuilder()
                        .setSymbol("I" + random.nextInt(9))
                        .setSupply(amount)
                        .build();
            case 4 -> CreateTickets.newBuilder().setCount(1 + random.nextInt(3)).build();
            case 5 -> AddKey.newBuilder().setScheme(1).setWeight(1).build();
            case 6 ->
                Delegate.newBuilder().setValidator(validator).setAmount(amount).build();
            case 7 ->
                Undelegate.newBuilder()
                        .setValidator(validator)
                        .setAmount(amount)
                        .build();
            case 8 -> ClaimRewards.newBuilder().setValidator(validator).build();
            case 9 ->
                GrantFee.newBuilder()
                        .setGrantee(account)
                        .setLimit(amount)
                        .setPerTx(amount)
                        .setUntilMs(TestChain.GENESIS_TIME_MS * 2)
                        .build();
            default ->
                SubmitProposal.newBuilder()
                        .addMessages(Draft.typed(SetParameter.newBuilder()
                                .setModule("fee")
                                .setName("floor")
                                .setValue(1_001)
                                .build()))
                        .setTextHash(Address.ofModule(9).toByteString())
                        .setDeposit(TestChain.amount(1_000_000_000))
                        .build();
        };
    }
}
