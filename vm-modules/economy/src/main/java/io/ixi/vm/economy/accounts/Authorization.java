package io.ixi.vm.economy.accounts;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.accounts.proto.Account;
import io.ixi.vm.economy.accounts.proto.AccountKey;
import io.ixi.vm.economy.accounts.proto.AccountsError;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.CoSigner;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.tx.Call;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which keys speak for an account. Keys are those of the state before the block: a transaction by an account that this
 * block made known carries its key still, and one by an account whose keys this block changed waits for the next.
 */
final class Authorization {
    /** What a signature of an account with a key that the chain does not know yet is worth. */
    private static final int FIRST_KEY_WEIGHT = 1;

    private Authorization() {}

    /** One signature's place: whose it is, and which key. */
    private record Place(Address account, boolean carries, Key key, int keyId) {}

    private record Known(int id, Key key, int weight) {}

    private static List<Place> places(Tx tx) {
        List<Place> places = new ArrayList<>();
        places.add(new Place(
                tx.account(), tx.body().hasKey(), tx.body().getKey(), tx.body().getKeyId()));
        for (CoSigner by : tx.body().getCoSignersList()) {
            Address account = by.hasAccount() ? Address.of(by.getAccount()) : tx.account();
            places.add(new Place(account, by.hasKey(), by.getKey(), by.getKeyId()));
        }
        return places;
    }

    static List<Key> signingKeys(AccountsState state, Tx tx) throws RejectedException {
        return signingKeys(state, tx, -1);
    }

    /** @param height accounts that this block made known still carry their keys; -1: none */
    private static List<Key> signingKeys(AccountsState state, Tx tx, long height) throws RejectedException {
        List<Key> keys = new ArrayList<>();
        NavigableMap<Address, Integer> seen = new TreeMap<>();
        NavigableMap<Address, Long> weights = new TreeMap<>();
        for (Place place : places(tx)) {
            Known known = known(state, tx, place, height);
            int bit = 1 << known.id();
            if (seen.merge(place.account(), bit, (a, b) -> (a & b) != 0 ? -1 : a | b) < 0) {
                throw RejectedException.of(KernelError.KEY_MISMATCH, "a key signs twice");
            }
            weights.merge(place.account(), (long) known.weight(), Long::sum);
            keys.add(known.key());
        }
        for (var weight : weights.entrySet()) {
            if (weight.getValue() < AccountsState.threshold(state.account(weight.getKey()))) {
                throw RejectedException.of(KernelError.BELOW_THRESHOLD);
            }
        }
        return keys;
    }

    private static Known known(AccountsState state, Tx tx, Place place, long height) throws RejectedException {
        Account account = state.account(place.account());
        if (account.getClosed() != 0) {
            throw RejectedException.of(AccountsError.CLOSED);
        }
        if (account.getKeys() == 0 || account.getCreated() == height) {
            return new Known(0, carried(place), FIRST_KEY_WEIGHT);
        }
        if (!place.carries()) {
            AccountKey key = state.key(place.account(), place.keyId());
            if (key == null) {
                throw RejectedException.of(KernelError.KEY_MISMATCH, "no key " + place.keyId());
            }
            return new Known(place.keyId(), key(key), weight(key, tx));
        }
        for (var entry : state.keys(place.account(), account).entrySet()) {
            if (place.key().equals(key(entry.getValue()))) {
                return new Known(entry.getKey(), place.key(), weight(entry.getValue(), tx));
            }
        }
        throw RejectedException.of(KernelError.KEY_MISMATCH);
    }

    /** A key that is limited to lanes counts for nothing where a message is in another one, or for owners alone. */
    private static int weight(AccountKey key, Tx tx) {
        boolean counts = key.getRoles() == 0
                || tx.calls().stream()
                        .map(Call::spec)
                        .allMatch(spec -> !spec.ownerOnly()
                                && (key.getRoles() >>> spec.lane().getNumber() & 1) != 0);
        return counts ? key.getWeight() : 0;
    }

    static void check(AccountsState state, long height, Tx tx) throws RejectedException {
        Account account = state.account(tx.account());
        if (account.getKeysChanged() == height) {
            throw RejectedException.of(KernelError.KEYS_CHANGED);
        }
        boolean alone = tx.body().getCoSignersCount() == 0;
        boolean carries = tx.body().hasKey() || account.getKeys() == 0 || account.getCreated() == height;
        boolean plain = alone && !carries && tx.body().getKeyId() == 0 && (account.getKeys() & 1) != 0;
        if (!plain || account.getThreshold() > 1) {
            for (CoSigner by : tx.body().getCoSignersList()) {
                if (by.hasAccount()
                        && state.account(Address.of(by.getAccount())).getKeysChanged() == height) {
                    throw RejectedException.of(KernelError.KEYS_CHANGED);
                }
            }
            signingKeys(state, tx, height);
        }
        speaks(state, tx);
    }

    /** Each message speaks for an account that signs, for a subaccount of one, or under a mandate. */
    static void speaks(AccountsState state, Tx tx) throws RejectedException {
        for (Call call : tx.calls()) {
            if (!call.signer().equals(tx.account()) && !tx.hasMandate() && !signs(state, tx, call.signer())) {
                throw RejectedException.of(KernelError.NOT_SIGNED);
            }
        }
    }

    private static boolean signs(AccountsState state, Tx tx, Address who) {
        SortedSet<Address> signers = new TreeSet<>();
        places(tx).forEach(place -> signers.add(place.account()));
        Address owner = state.owner(who);
        return signers.contains(who) || (owner != null && signers.contains(owner));
    }

    static void advance(AccountsState state, long height, Tx tx) {
        Address address = tx.account();
        if (tx.ticket() != 0) {
            state.deleteTicket(address, tx.ticket());
            var extras = state.extras(address);
            state.put(
                    address,
                    extras.toBuilder().setTickets(extras.getTickets() - 1).build());
            return;
        }
        Account account = state.account(address);
        Account.Builder next = account.toBuilder().setSequence(tx.sequence() + 1);
        if (account.getKeys() == 0 && tx.body().hasKey()) {
            Key key = tx.body().getKey();
            state.putKey(
                    address,
                    0,
                    AccountKey.newBuilder()
                            .setScheme(key.getScheme())
                            .setPublicKey(key.getPublicKey())
                            .setWeight(FIRST_KEY_WEIGHT)
                            .build());
            next.setKeys(1).setCreated(height);
        }
        state.put(address, next.build());
    }

    /** The key in the transaction, whose hash must be the address. */
    private static Key carried(Place place) throws RejectedException {
        if (!place.carries()) {
            throw RejectedException.of(KernelError.KEY_REQUIRED);
        }
        Bytes publicKey = Bytes.wrap(place.key().getPublicKey().toByteArray());
        if (!Address.of(place.key().getScheme(), publicKey).equals(place.account())) {
            throw RejectedException.of(KernelError.KEY_MISMATCH);
        }
        return place.key();
    }

    private static Key key(AccountKey key) {
        return Key.newBuilder()
                .setScheme(key.getScheme())
                .setPublicKey(key.getPublicKey())
                .build();
    }
}
