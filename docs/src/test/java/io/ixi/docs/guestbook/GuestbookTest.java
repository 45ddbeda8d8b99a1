package io.ixi.docs.guestbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.docs.guestbook.proto.Entry;
import io.ixi.docs.guestbook.proto.EntryQuery;
import io.ixi.docs.guestbook.proto.Sign;
import io.ixi.vm.economy.accounts.AccountsModule;
import io.ixi.vm.economy.bank.BankModule;
import io.ixi.vm.economy.bank.proto.GenesisAsset;
import io.ixi.vm.economy.bank.proto.GenesisBalance;
import io.ixi.vm.economy.fee.FeeModule;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.BlockContext;
import io.ixi.vm.kernel.exec.EmptyState;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.kernel.sched.SchedModule;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guestbook on a chain. */
class GuestbookTest {
    private static final Key KEY = Draft.key(Scheme.ML_DSA_44, Bytes.wrap(new byte[1312]));
    private static final Address GUEST = Address.of(1, Bytes.wrap(new byte[1312]));
    private static final ByteString WORDS =
            ByteString.copyFrom(Hash.sha256(new byte[] {42}).toBytes());

    private final Executor executor = chain();
    private final Genesis genesis = genesis();
    private final Hash chain = Domain.chain(genesis);
    private State state = executor.over(EmptyState.INSTANCE, executor.genesis(genesis));

    static Executor chain() {
        SchedModule sched = new SchedModule();
        AccountsModule accounts = new AccountsModule(sched.scheduler(), BankModule.money());
        BankModule bank = new BankModule(accounts);
        FeeModule fee = new FeeModule(bank.bank(), Address.ofModule(21));
        return new Executor(List.of(accounts, bank, fee, sched, new GuestbookModule()));
    }

    private static Genesis genesis() {
        var bank = io.ixi.vm.economy.bank.proto.GenesisState.newBuilder()
                .addAssets(GenesisAsset.newBuilder().setAsset("ixi").setDecimals(6))
                .addBalances(GenesisBalance.newBuilder()
                        .setAccount(GUEST.toByteString())
                        .setAmount(Amount.of(1_000_000_000_000L).toByteString()));
        Genesis.Builder genesis = Genesis.newBuilder()
                .setChainName("guests")
                .setTimeMs(1_700_000_000_000L)
                .setProtocol(1)
                .addModules(ModuleGenesis.newBuilder()
                        .setModule("bank")
                        .setState(bank.build().toByteString()));
        genesis.getLimitsBuilder()
                .setBlockBytes(1_000_000)
                .setBlockGas(1_000_000)
                .setBlockTransactions(100);
        return genesis.build();
    }

    /** Name of what became of a transaction with this message. */
    private String outcome(Message message) throws RejectedException {
        Draft draft = Draft.of(
                chain, KEY, GUEST, executor.sequence(GUEST, state), 100, Amount.of(1_000_000_000L), List.of(message));
        Bytes signed = draft.signed(Scheme.ML_DSA_44, Bytes.wrap(new byte[Scheme.ML_DSA_44.signatureBytes()]));
        long time = genesis.getTimeMs() + state.height();
        BlockContext block = new BlockContext(chain, state.height() + 1, time + 1, time, 0);
        Executed executed = executor.execute(block, List.of(executor.decode(signed, chain)), state);
        state = executor.over(state, executed);
        executor.audit(state);
        int code = executed.receipts().getFirst().code();
        return code == 0 ? "OK" : executor.registry().error(code).orElseThrow().name();
    }

    @Test
    void aGuestSignsOnce() throws RejectedException {
        Sign sign = Sign.newBuilder().setWordsHash(WORDS).build();
        assertThat(outcome(sign)).isEqualTo("OK");
        assertThat(outcome(sign)).isEqualTo("SIGNED_ALREADY");
        EntryQuery query =
                EntryQuery.newBuilder().setGuest(GUEST.toByteString()).build();
        Message entry =
                executor.query(executor.registry().query("guestbook/entry").orElseThrow(), query, state);
        assertThat(entry)
                .isEqualTo(Entry.newBuilder().setWordsHash(WORDS).setNumber(1).build());
    }
}
