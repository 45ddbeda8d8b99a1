package io.ixi.node;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.ixi.rpc.Backend.Simulation;
import io.ixi.vm.economy.bank.proto.BalanceResult;
import io.ixi.vm.economy.bank.proto.BalancesQuery;
import io.ixi.vm.economy.bank.proto.BalancesResult;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.exec.StateReader;
import io.ixi.vm.kernel.exec.Trial;
import io.ixi.vm.kernel.module.QuerySpec;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.tx.Call;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a transaction would do to balances: those of its signers and of every account in its messages and events. */
final class Preview {
    private static final String BALANCES = "bank/balances";
    private static final int MAX_ACCOUNTS = 64;

    private final Executor executor;
    private final State before;

    Preview(Executor executor, State before) {
        this.executor = executor;
        this.before = before;
    }

    Simulation of(Tx tx, Trial trial) throws RejectedException {
        Set<Address> accounts = new TreeSet<>((a, b) -> a.hash().compareTo(b.hash()));
        accounts.add(tx.account());
        for (Call call : tx.calls()) {
            accounts.add(call.signer());
            addresses(call.body(), accounts);
        }
        trial.receipt().events().forEach(event -> addresses(event.body(), accounts));
        List<Simulation.Change> changes = new ArrayList<>();
        for (Address account : accounts.stream().limit(MAX_ACCOUNTS).toList()) {
            changes(account, trial.after(), changes);
        }
        return new Simulation(
                trial.receipt(),
                changes,
                trial.gates().stream()
                        .map(g -> new Simulation.GateResult(g.gate(), g.account(), g.passed()))
                        .toList());
    }

    private void changes(Address account, StateReader after, List<Simulation.Change> changes) throws RejectedException {
        NavigableMap<String, BalanceResult> old = balances(account, before);
        NavigableMap<String, BalanceResult> now = balances(account, after);
        Set<String> assets = new TreeSet<>(old.keySet());
        assets.addAll(now.keySet());
        for (String asset : assets) {
            BalanceResult was = old.getOrDefault(asset, BalanceResult.getDefaultInstance());
            BalanceResult is = now.getOrDefault(asset, BalanceResult.getDefaultInstance());
            if (!was.getFree().equals(is.getFree()) || !was.getHeld().equals(is.getHeld())) {
                changes.add(new Simulation.Change(
                        account,
                        asset,
                        amount(was.getFree()),
                        amount(is.getFree()),
                        amount(was.getHeld()),
                        amount(is.getHeld())));
            }
        }
    }

    /** The first page of an account's balances, by asset: up to 100. */
    private NavigableMap<String, BalanceResult> balances(Address account, StateReader state) throws RejectedException {
        NavigableMap<String, BalanceResult> found = new TreeMap<>();
        QuerySpec query = executor.registry().query(BALANCES).orElse(null);
        if (query != null) {
            BalancesQuery params = BalancesQuery.newBuilder()
                    .setAccount(account.toByteString())
                    .build();
            if (executor.query(query, params, state) instanceof BalancesResult result) {
                result.getBalancesList().forEach(balance -> found.put(balance.getAsset(), balance));
            }
        }
        return found;
    }

    private static Amount amount(ByteString bytes) {
        return Amount.fromBytes(bytes.toByteArray());
    }

    private static void addresses(Message message, Set<Address> found) {
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            List<?> values = field.isRepeated() ? (List<?>) entry.getValue() : List.of(entry.getValue());
            boolean address = field.getOptions().getExtension(Options.format) == Format.FORMAT_ADDRESS;
            for (Object value : values) {
                if (value instanceof Message nested) {
                    addresses(nested, found);
                } else if (address && value instanceof ByteString bytes && bytes.size() == 32) {
                    found.add(Address.of(bytes));
                }
            }
        }
    }
}
