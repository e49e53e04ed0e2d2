"""Reading jobs: one's own, or all for whoever may see them."""

from django.db.models import QuerySet

from beizeng.base.jobs.models import Job


def jobs_of(actor_id: str) -> QuerySet[Job]:
    """The jobs that this actor asked for, newest first."""
    return Job.objects.filter(asked_by=actor_id)


def all_jobs() -> QuerySet[Job]:
    """Every job, newest first."""
    return Job.objects.all()
