import { useMutation, useQueryClient } from "@tanstack/react-query";

/**
 * Something that the viewer wants done with what he has. It counts as done once everything shown is as it is then;
 * after a refusal, too, the page shows the newest texts and sums.
 */
export function useWish<Input, Answer>(
  carryOut: (input: Input) => Promise<Answer>,
  done: (answer: Answer) => void,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: carryOut,
    onSuccess: async (answer) => {
      await queryClient.invalidateQueries();
      done(answer);
    },
    onError: () => queryClient.invalidateQueries(),
  });
}
