package io.ixi.rpc.intents;

import io.ixi.rpc.json.Json;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Days and times of day as people say them, seen from a moment and place. Past ones are none. */
final class Times {
    private static final int QUARTER = 15;
    private static final Pattern CLOCK = Pattern.compile("([0-9]{1,2})(?:[:.]([0-9]{2}))?(am|pm)?");
    private static final Map<String, Integer> DAYS =
            Map.of("today", 0, "сегодня", 0, "tomorrow", 1, "завтра", 1, "послезавтра", 2);
    private static final List<String> ENGLISH =
            List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
    private static final List<String> RUSSIAN =
            List.of("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень");
    private static final List<String> MONTHS = List.of(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");
    private static final List<String> RUSSIAN_MONTHS = List.of(
            "январ", "феврал", "март", "апрел", "мая", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр");
    private static final List<String> JOINTS = List.of("at", "on", "for", "в", "во", "на", "к");

    private final LocalDateTime now;

    /** @param offsetMinutes of the place's clock before UTC */
    Times(long nowMs, int offsetMinutes) {
        this.now = LocalDateTime.ofInstant(Instant.ofEpochMilli(nowMs), ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
    }

    /** A day with or without a time of day; all words must belong to it. */
    Optional<JsonNode> read(List<String> words) {
        List<String> left = new ArrayList<>(words);
        LocalDate day = null;
        LocalTime time = null;
        while (!left.isEmpty()) {
            if (JOINTS.contains(left.getFirst()) && left.size() > 1) {
                left.removeFirst();
                continue;
            }
            int before = left.size();
            if (day == null) {
                day = day(left);
            }
            if (left.size() == before && time == null) {
                time = time(left);
            }
            if (left.size() == before) {
                return Optional.empty();
            }
        }
        if (day == null
                || day.isBefore(now.toLocalDate())
                || day.isAfter(now.toLocalDate().plusDays(366))) {
            return Optional.empty();
        }
        ObjectNode json = Json.object().put("date", day.toString()).put("day", Math.toIntExact(day.toEpochDay()));
        if (time == null) {
            return Optional.of(json);
        }
        if (time.getMinute() % QUARTER != 0 || day.atTime(time).isBefore(now)) {
            return Optional.empty();
        }
        return Optional.of(
                json.put("time", time.toString()).put("from", (time.getHour() * 60 + time.getMinute()) / QUARTER));
    }

    /** The day that the words begin with; takes them away. */
    private @Nullable LocalDate day(List<String> words) {
        String first = words.getFirst();
        Integer ahead = DAYS.get(first);
        if (ahead != null) {
            words.removeFirst();
            return now.toLocalDate().plusDays(ahead);
        }
        int weekday = Math.max(index(ENGLISH, first, false), index(RUSSIAN, first, true));
        if (weekday >= 0) {
            words.removeFirst();
            LocalDate day = now.toLocalDate().plusDays(1);
            while (day.getDayOfWeek() != DayOfWeek.of(weekday + 1)) {
                day = day.plusDays(1);
            }
            return day;
        }
        try {
            if (first.matches("20[0-9]{2}-[0-9]{2}-[0-9]{2}")) {
                LocalDate day = LocalDate.parse(first);
                words.removeFirst();
                return day;
            }
            return dayOfMonth(words);
        } catch (DateTimeException e) {
            // no such day in the calendar
            return null;
        }
    }

    private @Nullable LocalDate dayOfMonth(List<String> words) {
        if (words.size() < 2 || !words.getFirst().matches("[0-9]{1,2}")) {
            return null;
        }
        int month = Math.max(index(MONTHS, words.get(1), false), index(RUSSIAN_MONTHS, words.get(1), true));
        if (month < 0) {
            return null;
        }
        LocalDate day = LocalDate.of(now.getYear(), month + 1, Integer.parseInt(words.getFirst()));
        words.removeFirst();
        words.removeFirst();
        return day.isBefore(now.toLocalDate()) ? day.plusYears(1) : day;
    }

    private static @Nullable LocalTime time(List<String> words) {
        Matcher clock = CLOCK.matcher(words.getFirst());
        if (!clock.matches()) {
            return null;
        }
        int hour = Integer.parseInt(clock.group(1));
        int minute = clock.group(2) == null ? 0 : Integer.parseInt(clock.group(2));
        String half = clock.group(3);
        words.removeFirst();
        if (half == null && !words.isEmpty()) {
            half = switch (words.getFirst()) {
                case "am", "утра", "ночи" -> "am";
                case "pm", "вечера", "дня" -> "pm";
                default -> null;
            };
            if (half != null || words.getFirst().matches("час(а|ов)?|o'clock")) {
                words.removeFirst();
            }
        }
        if (hour > 23 || minute > 59 || (half != null && (hour < 1 || hour > 12))) {
            words.addFirst("");
            return null;
        }
        int shifted = half == null ? hour : hour % 12 + (half.equals("pm") ? 12 : 0);
        return LocalTime.of(shifted, minute);
    }

    private static int index(List<String> names, String word, boolean beginning) {
        for (int i = 0; i < names.size(); i++) {
            if (beginning ? word.startsWith(names.get(i)) : word.equals(names.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
